import { describe, expect, test } from '@jest/globals';
import { isLoopbackAddress, isPublicAddress } from '../../../src/webhooks/publicAddress.ts';

const refused: readonly (readonly [what: string, address: string])[] = [
  ['this network', '0.0.0.0'],
  ['this network', '0.1.2.3'],
  ['private', '10.0.0.1'],
  ['private', '172.16.0.1'],
  ['private', '172.31.255.255'],
  ['private', '192.168.1.1'],
  ['CGNAT', '100.64.0.1'],
  ['CGNAT', '100.127.255.254'],
  ['loopback', '127.0.0.1'],
  ['loopback', '127.255.255.255'],
  ['link-local, metadata of clouds', '169.254.169.254'],
  ['protocol assignments', '192.0.0.8'],
  ['documentation', '192.0.2.1'],
  ['documentation', '198.51.100.1'],
  ['documentation', '203.0.113.1'],
  ['relays of 6to4', '192.88.99.1'],
  ['benchmarks', '198.19.255.255'],
  ['multicast', '224.0.0.1'],
  ['multicast', '239.255.255.255'],
  ['class E', '240.0.0.1'],
  ['broadcast', '255.255.255.255'],
  ['unspecified', '::'],
  ['loopback', '::1'],
  ['mapped IPv4', '::ffff:127.0.0.1'],
  ['mapped IPv4', '::ffff:7f00:1'],
  ['mapped IPv4, public too', '::ffff:8.8.8.8'],
  ['mapped IPv4, written out', '0:0:0:0:0:ffff:7f00:1'],
  ['compatible IPv4', '::7f00:1'],
  ['NAT64', '64:ff9b::7f00:1'],
  ['local NAT64', '64:ff9b:1::a00:1'],
  ['discard', '100::1'],
  ['unique local', 'fc00::1'],
  ['unique local', 'fd12:3456:789a::1'],
  ['link-local', 'fe80::1'],
  ['link-local with a zone', 'fe80::1%eth0'],
  ['site-local', 'fec0::1'],
  ['multicast', 'ff02::1'],
  ['Teredo', '2001:0:7f00:1::'],
  ['ORCHID', '2001:20::1'],
  ['documentation', '2001:db8::1'],
  ['documentation', '3fff::1'],
  ['6to4 of 127.0.0.1', '2002:7f00:1::'],
  ['6to4 of a public address', '2002:808:808::1'],
  ['a name', 'localhost'],
  ['nothing', ''],
  ['other writing', '0x7f.1'],
  ['with a port', '8.8.8.8:443'],
];

describe('C-16 which addresses a webhook may reach', () => {
  test.each(refused)('%s: %s is refused', (_what, address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  test.each(['8.8.8.8', '1.1.1.1', '100.63.255.255', '100.128.0.1', '172.15.0.1', '172.32.0.1', '223.255.255.255'])(
    '%s is public',
    (address) => {
      expect(isPublicAddress(address)).toBe(true);
    },
  );

  test.each(['2a00:1450:400f:80d::200e', '2606:4700:4700::1111', '2001:4860:4860::8888'])('%s is public', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  test.each([
    ['127.0.0.1', true],
    ['127.8.8.8', true],
    ['::1', true],
    ['::ffff:127.0.0.1', false],
    ['0:0:0:0:0:ffff:7f00:1', false],
    ['0.0.0.0', false],
    ['::', false],
    ['10.0.0.1', false],
  ])('loopback, which sandbox allows: %s %s', (address, expected) => {
    expect(isLoopbackAddress(address)).toBe(expected);
  });
});
