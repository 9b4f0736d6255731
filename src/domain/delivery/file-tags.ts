/** What stands in a file itself, for where it is played without its message. All of it plain text. */
export interface FileTags {
  title: string;
  artist: string;
  /** How it is to sound; null where nobody has said. */
  genre: string | null;
  /** What it is, who made it with what, and where it was posted, a line each. */
  comment: string;
}
