import { env } from "@/env";
import type { BlobStore } from "./blob-store";
import { fileBlobStore } from "./file-blob-store";

/** `attachments`: files of messages. `inbound-mail`: raw mails as they came. Each is a folder of DATA_DIR. */
export function openBlobStore(name: "attachments" | "inbound-mail"): BlobStore {
  return fileBlobStore(`${env().DATA_DIR}/${name}`);
}
