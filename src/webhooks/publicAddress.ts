import { BlockList, isIP } from 'node:net';

/** IANA's registry of special-purpose IPv4 addresses, multicast and the former class E. */
const specialIpv4: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10], // CGNAT
  ['127.0.0.0', 8],
  ['169.254.0.0', 16], // link-local, where clouds keep their metadata
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.31.196.0', 24],
  ['192.52.193.0', 24],
  ['192.88.99.0', 24], // relays of 6to4
  ['192.168.0.0', 16],
  ['192.175.48.0', 24],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
];

/** Within global unicast; all outside of it is refused anyway: `::`, mapped IPv4, 64:ff9b::/96, unique and link-local. */
const specialIpv6: readonly (readonly [string, number])[] = [
  ['2001::', 23], // protocols of the IETF, Teredo among them
  ['2001:db8::', 32],
  ['2002::', 16], // 6to4 carries an IPv4 address of any kind
  ['2620:4f:8000::', 48],
  ['3fff::', 20],
];

const refusedIpv4 = new BlockList();
for (const [network, bits] of specialIpv4) refusedIpv4.addSubnet(network, bits, 'ipv4');
const refusedIpv6 = new BlockList();
for (const [network, bits] of specialIpv6) refusedIpv6.addSubnet(network, bits, 'ipv6');
const globalUnicast = new BlockList();
globalUnicast.addSubnet('2000::', 3, 'ipv6');

const loopbackIpv4 = new BlockList();
loopbackIpv4.addSubnet('127.0.0.0', 8, 'ipv4');

/** Whether an address is somewhere on the public internet (C-16). A text that is no address is not. */
export function isPublicAddress(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !refusedIpv4.check(address, 'ipv4');
    case 6:
      // A zone (`fe80::1%eth0`) is of link-local addresses only.
      return !address.includes('%') && globalUnicast.check(address, 'ipv6') && !refusedIpv6.check(address, 'ipv6');
    default:
      return false;
  }
}

/** 127.0.0.0/8 and ::1, in no other form. */
export const isLoopbackAddress = (address: string): boolean =>
  address === '::1' || (isIP(address) === 4 && loopbackIpv4.check(address, 'ipv4'));
