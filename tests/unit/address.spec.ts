import { test } from '@japa/runner'
import { isOwnAddress, toNetwork, toSite } from '#address'

test.group('Addresses', () => {
  test('{written} counts as {network}')
    .with([
      { written: '192.0.2.1', network: '192.0.2.1' },
      { written: '192.0.2.1:5678', network: '192.0.2.1' },
      { written: '::ffff:192.0.2.1', network: '192.0.2.1' },
      { written: '::FFFF:c000:201', network: '192.0.2.1' },
      { written: '0:0:0:0:0:ffff:192.0.2.1', network: '192.0.2.1' },
      { written: '[::ffff:192.0.2.1]:443', network: '192.0.2.1' },
      { written: '::ffff:192.0.2.1:443', network: '192.0.2.1' },
      { written: '2001:db8::1', network: '2001:db8:0:0' },
      { written: '2001:DB8:0:0::ffff', network: '2001:db8:0:0' },
      { written: '2001:0db8:0000:0001:2:3:4:5', network: '2001:db8:0:1' },
      { written: '[2001:db8:0:1::1]', network: '2001:db8:0:1' },
      { written: '[2001:db8:0:1::1]:443', network: '2001:db8:0:1' },
      { written: 'fe80::1%eth0', network: 'fe80:0:0:0' },
      { written: '[fe80::1%25eth0]:443', network: 'fe80:0:0:0' },
      { written: 'unknown', network: 'unknown' },
      { written: '', network: '' },
    ])
    .run(({ assert }, { written, network }) => {
      assert.equal(toNetwork(written), network)
    })

  test('an IPv6 address is of a site of 65,536 networks, and no other address is', ({ assert }) => {
    assert.equal(toSite('2001:db8:5:1::1'), '2001:db8:5')
    assert.equal(toSite('[2001:0db8:5:ffff::1%eth0]:443'), '2001:db8:5')
    for (const address of ['192.0.2.1', '::ffff:192.0.2.1', '::ffff:c000:201', 'unknown']) {
      assert.isNull(toSite(address))
    }
  })

  test('the machine itself is known in all spellings', ({ assert }) => {
    for (const address of ['127.0.0.1', '127.9.9.9', '::1', '0:0:0:0:0:0:0:1', '[::1]:80']) {
      assert.isTrue(isOwnAddress(address), address)
    }
    for (const address of ['::ffff:127.0.0.1', '::FFFF:7f00:1', '127.0.0.1:80']) {
      assert.isTrue(isOwnAddress(address), address)
    }
    for (const address of ['192.0.2.1', '2001:db8::1', '::', 'localhost', '127.example']) {
      assert.isFalse(isOwnAddress(address), address)
    }
  })
})
