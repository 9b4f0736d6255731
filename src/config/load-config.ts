import { ConfigError } from './config-error.ts';
import { loadEnvFile } from './env-file.ts';
import { type Config, readConfig } from './read-config.ts';
import { settingMeantBy } from './setting-meant-by.ts';
import { settingNames } from './settings.ts';

/** A name that is none of a setting but looks like one. */
export interface Misspelt {
  name: string;
  meant: string;
}

export interface LoadedConfig {
  /** Undefined where something is wrong. */
  config: Config | undefined;
  /** Of the file, a line each: it has no other names in it. */
  misspelt: readonly string[];
  /** Whatever else is wrong, a line each. */
  problems: readonly string[];
  /** Of the environment, where a name like one of ours may be somebody else's. */
  doubtful: readonly Misspelt[];
}

/** Reads the file into the environment, and all settings out of that. Throws `EnvFileError`. */
export function loadConfig(path: string, environment: Record<string, string | undefined>): LoadedConfig {
  const doubtful = misspeltAmong(Object.keys(environment));
  const misspelt = misspeltAmong(loadEnvFile(path, environment)).map(describeMisspelt);
  try {
    const config = readConfig(environment);
    return { config: misspelt.length > 0 ? undefined : config, misspelt, problems: [], doubtful };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return { config: undefined, misspelt, problems: error.message.split('\n'), doubtful };
  }
}

function misspeltAmong(names: readonly string[]): Misspelt[] {
  return names
    .filter((name) => !settingNames.includes(name))
    .flatMap((name) => {
      const meant = settingMeantBy(name, settingNames);
      return meant === undefined ? [] : [{ name, meant }];
    });
}

export function describeMisspelt({ name, meant }: Misspelt): string {
  return `${name}: no such setting; did you mean ${meant}?`;
}
