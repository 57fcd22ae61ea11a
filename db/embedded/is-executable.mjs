import { accessSync, constants } from "node:fs";

/** @param {string} file @returns {boolean} whether it is there, and a program that we may run */
export function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false; // Not there, or not for us.
  }
}
