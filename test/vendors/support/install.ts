import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

/** A vendor's own client, as its registry has it. */
export interface VendorClient {
  /** Where a file of the package lies. */
  path(file: string): string;
  /** What a module of the package exports; its types are the caller's to say. */
  load<Exports>(file: string): Promise<Exports>;
}

const INSTALL_TIMEOUT_MS = 180_000;
const run = promisify(execFile);

/**
 * A client at an exact version, in the temporary folder, where the next run finds it again; none of its scripts run. Undefined,
 * and said on stderr, where it cannot be had: these clients are no dependencies of the bot.
 */
export async function installVendor(name: string, version: string): Promise<VendorClient | undefined> {
  const cache = cacheFolder();
  const folder = join(cache, `${name.replaceAll(/\W+/g, '-')}-${version}`);
  try {
    if (versionIn(folder, name) !== version) await install(folder, cache, `${name}@${version}`);
  } catch (error) {
    process.stderr.write(`skipped: ${name} ${version} could not be installed: ${reasonOf(error)}\n`);
    return undefined;
  }
  const path = (file: string) => join(folder, 'node_modules', name, file);
  return { path, load: (file) => import(pathToFileURL(path(file)).href) };
}

/** Put together aside, so that no other run finds half of it. */
async function install(folder: string, cache: string, wanted: string): Promise<void> {
  const aside = mkdtempSync(join(cache, 'new-'));
  try {
    writeFileSync(join(aside, 'package.json'), '{ "private": true }');
    const args = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--save-exact', wanted];
    await run('npm', args, { cwd: aside, timeout: INSTALL_TIMEOUT_MS });
    rmSync(folder, { recursive: true, force: true });
    renameSync(aside, folder);
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
}

/** Whoever else may write to the temporary folder shall not put in what is run here. */
function cacheFolder(): string {
  const { uid } = userInfo();
  const folder = join(tmpdir(), `coverband-vendors-${uid}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return statSync(folder).uid === uid || uid === -1 ? folder : mkdtempSync(join(tmpdir(), 'coverband-vendors-'));
}

function versionIn(folder: string, name: string): unknown {
  const file = join(folder, 'node_modules', name, 'package.json');
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).version : undefined;
}

function reasonOf(error: unknown): string {
  const { stderr, message } = error as { stderr?: string; message?: string };
  const [line] = (stderr ?? '').split('\n').filter((text) => /^npm (error|ERR!) (?!code)/.test(text));
  return line ?? message ?? String(error);
}
