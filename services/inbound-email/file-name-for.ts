const names: Record<string, string> = {
  "text/calendar": "invite.ics",
  "message/rfc822": "message.eml",
  "message/global": "message.eml",
  "message/delivery-status": "delivery-status.txt",
  "message/global-delivery-status": "delivery-status.txt",
  "text/rfc822-headers": "headers.txt",
  "message/global-headers": "headers.txt",
  "text/html": "page.html",
  "text/plain": "text.txt",
  "text/vcard": "contact.vcf",
  "image/jpeg": "image.jpg",
  "image/svg+xml": "image.svg",
};

/** What a part of a mail is called as a file: by its own name, or else by what it is. */
export function fileNameFor(given: string | undefined, contentType: string): string {
  if (given?.trim()) return given;
  const known = names[contentType];
  if (known) return known;
  const [, extension] = /^image\/([a-z0-9]{1,8})$/.exec(contentType) ?? [];
  return extension ? `image.${extension}` : "attachment";
}
