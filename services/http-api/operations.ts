import type { Operation } from "./operation";
import {
  createApiKeyOperation,
  createUserOperation,
  listApiKeysOperation,
  listUsersOperation,
  revokeApiKeyOperation,
} from "./operations/admin-operations";
import { exportAuditLogOperation, listAuditLogOperation } from "./operations/audit-operations";
import {
  eraseContactOperation,
  exportContactOperation,
  getContactOperation,
  listContactsOperation,
  updateContactOperation,
} from "./operations/contact-operations";
import { runDoctorOperation } from "./operations/doctor-operations";
import { getEmailTrackingOperation, sendEmailOperation } from "./operations/email-operations";
import {
  getModuleOperation,
  listModulesOperation,
  updateModuleOperation,
} from "./operations/module-operations";
import {
  getAttachmentOperation,
  getTicketOperation,
  listTicketsOperation,
  openTicketOperation,
  replyToTicketOperation,
  updateTicketOperation,
} from "./operations/ticket-operations";

/** Every call of the API, in the order of its documentation. A test fails when a route serves one that is not here. */
export const operations: readonly Operation[] = [
  listTicketsOperation,
  openTicketOperation,
  getTicketOperation,
  updateTicketOperation,
  replyToTicketOperation,
  getAttachmentOperation,
  sendEmailOperation,
  getEmailTrackingOperation,
  listContactsOperation,
  getContactOperation,
  updateContactOperation,
  exportContactOperation,
  eraseContactOperation,
  listModulesOperation,
  getModuleOperation,
  updateModuleOperation,
  listUsersOperation,
  createUserOperation,
  listApiKeysOperation,
  createApiKeyOperation,
  revokeApiKeyOperation,
  listAuditLogOperation,
  exportAuditLogOperation,
  runDoctorOperation,
];
