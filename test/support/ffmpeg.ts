import { spawnSync } from 'node:child_process';

/** Whether FFmpeg, the judge of what others hear and read, is on this machine; tests that need it are skipped without it. */
export const hasFfmpeg = spawnSync('ffmpeg', ['-version']).status === 0;

/** In LUFS and dBTP, by FFmpeg. */
export function loudnessOf(path: string): { lufs: number; truePeakDb: number } {
  const filter = ['-filter_complex', 'ebur128=peak=true', '-f', 'null', '-'];
  const { stderr } = spawnSync('ffmpeg', ['-nostats', '-hide_banner', '-i', path, ...filter], { encoding: 'utf8' });
  const summary = stderr.slice(stderr.lastIndexOf('Summary:'));
  return {
    lufs: Number(/I:\s+(-?[\d.]+) LUFS/.exec(summary)?.[1]),
    truePeakDb: Number(/Peak:\s+(-?[\d.]+) dBFS/.exec(summary)?.[1]),
  };
}

/** What FFmpeg complains about when it decodes a file and looks at every checksum. */
export function complaintsAbout(path: string): string {
  const strict = ['-v', 'warning', '-err_detect', 'crccheck+bitstream+explode'];
  const { stderr } = spawnSync('ffmpeg', [...strict, '-i', path, '-f', 'null', '-'], { encoding: 'utf8' });
  return stderr.replace(/^Guessed Channel Layout.*\n/gm, '');
}

/** What ffprobe reads in a file: its tags, by their names in lower case, its length, and the sizes of its pictures. */
export function probed(path: string): { tags: Record<string, string>; seconds: number; pictures: number } {
  const show = ['-v', 'error', '-show_format', '-show_streams', '-of', 'json', path];
  const { stdout } = spawnSync('ffprobe', show, { encoding: 'utf8' });
  const { format, streams } = JSON.parse(stdout);
  const tags = { ...streams[0]?.tags, ...format.tags };
  const lower = Object.entries(tags).map(([name, value]) => [name.toLowerCase(), String(value)]);
  return {
    tags: Object.fromEntries(lower),
    seconds: Number(format.duration),
    pictures: streams.filter(({ codec_type: kind }: { codec_type: string }) => kind === 'video').length,
  };
}
