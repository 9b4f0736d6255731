/** Discord takes 25 MiB in one request, all parts together; one MiB is left for the text and the frame. */
const REQUEST_BYTES = 24 * 1024 * 1024;

/**
 * Which takes go into the message as files, by size: each within what one attachment may have, and within its share of what
 * one request may have. The others are offered as links.
 */
export function fitsAsFile(sizeBytes: number, takes: number, attachmentBytes: number): boolean {
  return sizeBytes <= Math.min(attachmentBytes, Math.floor(REQUEST_BYTES / takes));
}
