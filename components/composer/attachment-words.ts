import { fileSize } from "@/components/ui/file-size";

/** Words of the composer's attachments. */
export const attachmentWords = {
  attach: "Attach files",
  list: "Attachments",
  dropHere: "Drop files to attach them",
  uploading: (name: string, percent: number) => `${name}: ${percent}% uploaded`,
  attached: (name: string) => `${name} is attached.`,
  failed: (name: string, problem: string) => `${name} is not attached: ${problem}`,
  removed: (name: string) => `${name} was removed.`,
  remove: (name: string) => `Remove ${name}`,
  retry: "Retry",
  retryFile: (name: string) => `Retry ${name}`,
  offline: "The upload broke off. Check the connection.",
  refused: "The portal did not take it. Try again in a moment.",
  tooMuch: (limit: number) => `A reply can have ${fileSize(limit)} of files. Send a link to this one.`,
  noFile: "A folder cannot be attached. Pack it first.",
  gone: (names: string[]) =>
    `${names.join(", ")} ${names.length === 1 ? "is" : "are"} not kept longer than a day without being sent. Attach ${names.length === 1 ? "it" : "them"} again.`,
  unfinished: "A file is not attached. Try it again or remove it, then send.",
  image: "Image",
};
