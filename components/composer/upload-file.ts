import type { AttachmentView } from "@/services/attachments/attachments-of-reply";
import { attachmentWords as words } from "./attachment-words";

export type RunningUpload = { done: Promise<AttachmentView>; abort(): void };

/** What a person is told; the upload may be tried again unless it was too large. */
export class UploadError extends Error {
  override name = "UploadError";
}

/**
 * Sends a file to the portal. By XMLHttpRequest, which tells how much has left: fetch does not.
 * @param onProgress 0 to 1
 */
export function uploadFile(
  file: File,
  contentId: string | null,
  onProgress: (part: number) => void,
): RunningUpload {
  const request = new XMLHttpRequest();
  const done = new Promise<AttachmentView>((resolve, reject) => {
    request.open("POST", "/api/attachments");
    request.responseType = "json";
    request.setRequestHeader("Content-Type", file.type || "application/octet-stream");
    request.setRequestHeader("X-File-Name", encodeURIComponent(file.name || "file"));
    if (contentId) request.setRequestHeader("X-Content-Id", contentId);
    request.upload.onprogress = ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0);
    request.onload = () => {
      if (request.status === 201) return resolve(request.response as AttachmentView);
      const problem: unknown = request.response?.detail;
      const isTold = request.status < 500 && typeof problem === "string";
      reject(new UploadError(isTold ? problem : words.refused));
    };
    request.onerror = () => reject(new UploadError(words.offline));
    request.onabort = () => reject(new DOMException("The upload was taken back.", "AbortError"));
  });
  request.send(file);
  return { done, abort: () => request.abort() };
}

/** Takes an upload back that is not to be sent. The portal does so by itself after a day: no answer is waited for. */
export function discardUpload(id: number) {
  fetch(`/api/attachments/${id}`, { method: "DELETE", keepalive: true }).catch(() => {
    // Offline: the sweep takes it.
  });
}

/** Which of these uploads can still be sent; all, while the portal cannot be asked: sending tells. */
export async function uploadsThatWait(views: AttachmentView[]): Promise<AttachmentView[]> {
  const response = await fetch(`/api/attachments?ids=${views.map(({ id }) => id).join(",")}`).catch(
    () => null,
  );
  return response?.ok ? await response.json() : views;
}
