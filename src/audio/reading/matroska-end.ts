const EBML = 0x1a45dfa3;
const SEGMENT = 0x18538067;
const CLUSTER = 0x1f43b675;

/**
 * A Matroska or WebM file that is broken off, with its last cluster ending where the last whole block in it does: no demuxer reads a
 * cluster that is not all there. Any other file as it is.
 */
export function withWholeClusters(bytes: Uint8Array): Uint8Array {
  const header = elementAt(bytes, 0);
  if (header?.id !== EBML) return bytes;
  const segment = elementAt(bytes, header.end);
  if (segment?.id !== SEGMENT) return bytes;
  let cluster: Element | undefined;
  for (let at = segment.dataAt; at < bytes.length; at = cluster.end) {
    cluster = elementAt(bytes, at);
    if (!cluster || (cluster.end > bytes.length && cluster.id !== CLUSTER)) return bytes.subarray(0, at);
    if (cluster.end > bytes.length) return withShortCluster(bytes, cluster);
  }
  return bytes;
}

function withShortCluster(bytes: Uint8Array, { dataAt, sizeAt }: Element): Uint8Array {
  let end = dataAt;
  for (let child = elementAt(bytes, end); child && child.end <= bytes.length; child = elementAt(bytes, end)) {
    end = child.end;
  }
  const whole = Uint8Array.from(bytes.subarray(0, end));
  writeSize(whole.subarray(sizeAt, dataAt), end - dataAt);
  return whole;
}

interface Element {
  id: number;
  sizeAt: number;
  dataAt: number;
  /** Where it says that it ends; without end where it does not say. */
  end: number;
}

/** RFC 8794: both its id and its size begin with as many zero bits as further bytes follow. */
function elementAt(bytes: Uint8Array, at: number): Element | undefined {
  const idBytes = lengthOf(bytes[at]);
  const sizeAt = at + idBytes;
  const sizeBytes = lengthOf(bytes[sizeAt]);
  const dataAt = sizeAt + sizeBytes;
  if (idBytes > 4 || sizeBytes > 8 || dataAt > bytes.length) return undefined;
  const isUnknown = bytes.subarray(sizeAt + 1, dataAt).every((byte) => byte === 0xff) && isFull(bytes[sizeAt]);
  const size = numberOf(bytes.subarray(sizeAt + 1, dataAt), (bytes[sizeAt] ?? 0) & (0xff >> sizeBytes));
  const end = isUnknown ? Number.POSITIVE_INFINITY : dataAt + size;
  return { id: numberOf(bytes.subarray(at, sizeAt)), sizeAt, dataAt, end };
}

function lengthOf(first = 0): number {
  return Math.clz32(first) - 23;
}

/** Whether all bits after the first that is set are too. */
function isFull(first = 0): boolean {
  return ((first + 1) & first) === 0;
}

function numberOf(bytes: Uint8Array, before = 0): number {
  return bytes.reduce((number, byte) => number * 256 + byte, before);
}

function writeSize(field: Uint8Array, size: number): void {
  let rest = size;
  for (let index = field.length - 1; index >= 0; index--) {
    field[index] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  field[0] = (field[0] ?? 0) | (0x80 >> (field.length - 1));
}
