import { BlockList, isIP, isIPv6 } from 'node:net';
import { type NetworkInterfaceInfo, networkInterfaces } from 'node:os';

/** IPv4 that is not the public internet: the IANA registry of special-purpose addresses, multicast and reserved space. */
const SPECIAL_IPV4 = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  // Within it the address at which clouds hand out their machines' secrets.
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
  // Looks public and is not: Azure's own services for each of its machines.
  ['168.63.129.16', 32],
] as const;

/**
 * The only IPv6 space in public use. Everything outside is refused unseen: loopback, link-local, unique local, multicast,
 * IPv4-mapped (::ffff:0:0/96) and NAT64 (64:ff9b::/96), behind which any IPv4 address may hide.
 */
const GLOBAL_IPV6 = ['2000::', 3] as const;

/** Exceptions within it: IETF protocols with Teredo, documentation, and 6to4, which wraps any IPv4 address. */
const SPECIAL_IPV6 = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const;

/**
 * Stays refused whatever the operator trusts: this machine, its link with the addresses at which clouds hand out their
 * machines' secrets, multicast, reserved space.
 */
const NEVER_TRUSTED = [
  ['0.0.0.0', 8, 'ipv4'],
  ['127.0.0.0', 8, 'ipv4'],
  ['169.254.0.0', 16, 'ipv4'],
  ['168.63.129.16', 32, 'ipv4'],
  ['224.0.0.0', 4, 'ipv4'],
  ['240.0.0.0', 4, 'ipv4'],
  ['::', 127, 'ipv6'],
  ['fe80::', 10, 'ipv6'],
  ['ff00::', 8, 'ipv6'],
] as const;

/** Behind both of these prefixes lies IPv4 (NAT64: RFC 6052 and RFC 8215). */
const NAT64 = [
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
] as const;
/** An IPv6 network of this size has room for IPv4 and nothing else, and is taken for a prefix of NAT64. */
const NAT64_BITS = 96;

/** A wider network than this is not one household's or one company's. */
const WIDEST_OWN_IPV6 = 48;

export type OwnAddress = Pick<NetworkInterfaceInfo, 'address' | 'family' | 'cidr'>;

export interface AddressCheckOptions {
  /** Networks such as `198.18.0.0/15` that the operator admits although they are not public. */
  trusted?: readonly string[];
  own?: () => readonly OwnAddress[];
}

/**
 * Whether an address is one of the public internet, in any of its written forms, or of a network that the operator trusts. A
 * public address of this machine is none: what listens on it may be shut off from outside, and would still be reached from
 * here; nor are its neighbours in IPv6, where every device at home has a public address. Behind a trusted prefix of NAT64 the
 * IPv4 address counts, which is judged like any other.
 */
export function createAddressCheck({
  trusted = [],
  own = ownAddresses,
}: AddressCheckOptions = {}): (address: string) => boolean {
  const special = new BlockList();
  for (const [network, bits] of SPECIAL_IPV4) special.addSubnet(network, bits, 'ipv4');
  for (const [network, bits] of SPECIAL_IPV6) special.addSubnet(network, bits, 'ipv6');
  const global = new BlockList();
  global.addSubnet(...GLOBAL_IPV6, 'ipv6');
  const never = new BlockList();
  for (const [network, bits, family] of NEVER_TRUSTED) never.addSubnet(network, bits, family);
  const { networks, prefixes } = sortTrusted(trusted);

  const isPublic = (address: string): boolean => {
    const family = isIPv6(address) ? 'ipv6' : 'ipv4';
    if (isIP(address) === 0 || never.check(address, family)) return false;
    if (family === 'ipv6' && prefixes.check(address, 'ipv6')) return isPublic(embeddedIPv4(address));
    if (networks.check(address, family)) return true;
    if (family === 'ipv4') return !special.check(address, 'ipv4');
    return global.check(address, 'ipv6') && !special.check(address, 'ipv6');
  };
  const isOwn = (address: string): boolean => {
    const list = ownList(own());
    if (isIPv6(address) && prefixes.check(address, 'ipv6')) return list.check(embeddedIPv4(address), 'ipv4');
    return list.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
  };
  // The machine's addresses are looked up anew each time: they change while the bot runs.
  return (address) => isPublic(address) && !isOwn(address);
}

/** Whether a text names a network that may be trusted: `address/bits`, and within the space of NAT64 only whole prefixes. */
export function isNetwork(text: string): boolean {
  const [address = '', bitsText = '', ...rest] = text.split('/');
  const bits = Number(bitsText);
  if (rest.length > 0 || !/^\d+$/.test(bitsText)) return false;
  if (isIP(address) === 4) return bits >= 8 && bits <= 32;
  if (!isIPv6(address) || bits < 16 || bits > 128) return false;
  const isWithin = NAT64.some(([network, size]) => listOf(`${network}/${size}`).check(address, 'ipv6'));
  const holdsOne = NAT64.some(([network]) => listOf(text).check(network, 'ipv6'));
  return bits === NAT64_BITS || !(isWithin || holdsOne);
}

function sortTrusted(trusted: readonly string[]): { networks: BlockList; prefixes: BlockList } {
  const isPrefix = (network: string) => network.includes(':') && network.endsWith(`/${NAT64_BITS}`);
  return {
    networks: listOf(...trusted.filter((network) => !isPrefix(network))),
    prefixes: listOf(...trusted.filter(isPrefix)),
  };
}

function listOf(...networks: string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', bits] = network.split('/');
    list.addSubnet(address, Number(bits), isIPv6(address) ? 'ipv6' : 'ipv4');
  }
  return list;
}

/** The last four bytes, however the address is written. */
function embeddedIPv4(address: string): string {
  const { hostname } = new URL(`http://[${address.split('%')[0]}]`);
  const [high = 0, low = 0] = hostname
    .slice(1, -1)
    .replace(/::$/, '::0:0')
    .replace(/::([0-9a-f]+)$/, '::0:$1')
    .split(':')
    .slice(-2)
    .map((part) => Number.parseInt(part || '0', 16));
  return [high >> 8, high & 0xff, low >> 8, low & 0xff].join('.');
}

function ownAddresses(): OwnAddress[] {
  return Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
}

function ownList(addresses: readonly OwnAddress[]): BlockList {
  const list = new BlockList();
  for (const { address, family, cidr } of addresses) {
    const bits = Number(cidr?.split('/')[1]);
    if (family === 'IPv4') list.addAddress(address, 'ipv4');
    else if (bits >= WIDEST_OWN_IPV6) list.addSubnet(address, bits, 'ipv6');
    else list.addAddress(address, 'ipv6');
  }
  return list;
}
