/** The extensions behind the groups that Discord knows. */
const GROUPS: Readonly<Record<string, readonly string[]>> = {
  audio: ['.mp3', '.m4a', '.wav', '.ogg', '.opus', '.flac'],
  image: ['.png', '.jpg', '.jpeg', '.gif', '.webp', '.avif'],
  video: ['.mp4', '.mov', '.webm', '.mkv'],
};

/** By the name alone, as Discord's client does it. */
export function allowsFile(types: readonly string[] | undefined, name: string): boolean {
  if (!types || types.length === 0) return true;
  const extension = name.slice(name.lastIndexOf('.')).toLowerCase();
  return types.some((type) => type.toLowerCase() === extension || GROUPS[type]?.includes(extension));
}

/** For a browser's own file chooser. */
export function acceptedTypes(types: readonly string[] | undefined): string {
  return (types ?? []).flatMap((type) => GROUPS[type] ?? [type]).join(',');
}
