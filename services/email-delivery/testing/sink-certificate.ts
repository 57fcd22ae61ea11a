/**
 * What the sink shows where a test speaks TLS to it: signed by itself, for 127.0.0.1, and good for nothing else, so that its
 * key may stand here.
 */
export const sinkCertificate = {
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg4iQNSHqCcikPzCye
ZF/MmXYn2qoggWewwKFDS/P0HD2hRANCAATPP73gxpxoyB55bAp6Qj9rQp+sGvkd
pcdrZ/3VsAJhwQQsWkcXU+YLpihymO/ekuL8z3GenXh/MwP/I2wPGhqt
-----END PRIVATE KEY-----`,
  cert: `-----BEGIN CERTIFICATE-----
MIIBlTCCATygAwIBAgIUDe9TvCBFks7X3Wpcf85C6Tz9zhswCgYIKoZIzj0EAwIw
FzEVMBMGA1UEAwwMc2luay5leGFtcGxlMCAXDTI2MTEyODEzMDcxNFoYDzIxMjYx
MTA0MTMwNzE0WjAXMRUwEwYDVQQDDAxzaW5rLmV4YW1wbGUwWTATBgcqhkjOPQIB
BggqhkjOPQMBBwNCAATPP73gxpxoyB55bAp6Qj9rQp+sGvkdpcdrZ/3VsAJhwQQs
WkcXU+YLpihymO/ekuL8z3GenXh/MwP/I2wPGhqto2QwYjAdBgNVHQ4EFgQUih/k
VFfBkfLKdcNUe2iWJHefUzAwHwYDVR0jBBgwFoAUih/kVFfBkfLKdcNUe2iWJHef
UzAwDwYDVR0TAQH/BAUwAwEB/zAPBgNVHREECDAGhwR/AAABMAoGCCqGSM49BAMC
A0cAMEQCIBdNii/BDdyYaTfO0XOLvKbOy+7W2yUUN2lYoplJFrxSAiBu1+4ls98W
Vnm0bS5aYQC/KQdAO3hiVTZ6EoSMoCEl8Q==
-----END CERTIFICATE-----`,
};
