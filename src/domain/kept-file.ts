/** A file in our store, which is named by the SHA-256 of its bytes. */
export interface KeptFile {
  hash: string;
  sizeBytes: number;
  path: string;
}
