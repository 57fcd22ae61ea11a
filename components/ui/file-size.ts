const units = ["bytes", "KB", "MB", "GB"] as const;

/** "512 bytes", "3.4 KB", "12 MB": of 1,024, as the limits of mail servers are. */
export function fileSize(bytes: number): string {
  if (bytes === 1) return "1 byte";
  let size = bytes;
  let unit = 0;
  while (size >= 1024 && unit < units.length - 1) {
    size /= 1024;
    unit++;
  }
  return `${unit === 0 || size >= 10 ? Math.round(size) : Math.round(size * 10) / 10} ${units[unit]}`;
}
