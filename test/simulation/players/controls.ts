/** Something of a message that can be pressed, or of which something can be chosen. */
export interface Control {
  customId: string;
  /** The parts of it. */
  action: string;
  id: string;
  /** What can be chosen; of buttons nothing. */
  values: readonly string[];
}

/** All controls of a message, in their order. */
export function controlsOf(component: unknown): Control[] {
  if (Array.isArray(component)) return component.flatMap(controlsOf);
  if (typeof component !== 'object' || component === null) return [];
  const { custom_id, components, accessory, disabled, options } = component as Record<string, unknown>;
  const inside = [...controlsOf(components), ...controlsOf(accessory)];
  if (typeof custom_id !== 'string' || disabled === true) return inside;
  const [, action = '', id = ''] = custom_id.split(':');
  const values = Array.isArray(options) ? options.map(({ value }) => String(value)) : [];
  return [{ customId: custom_id, action, id, values }, ...inside];
}

export function customIdsOf(component: unknown): string[] {
  return controlsOf(component).map(({ customId }) => customId);
}
