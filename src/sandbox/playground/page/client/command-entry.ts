/** An option as the bot registered it. */
export interface CommandOption {
  type: number;
  name: string;
  description: string;
  required?: boolean;
  choices?: { name: string; value: string | number }[];
  autocomplete?: boolean;
  min_value?: number;
  max_value?: number;
  min_length?: number;
  max_length?: number;
  file_types?: string[];
  options?: CommandOption[];
}

/** A slash command as it is chosen: one line per subcommand. */
export interface CommandEntry {
  id: string;
  /** With its subcommand: `covers mine`. */
  name: string;
  description: string;
  options: readonly CommandOption[];
}
