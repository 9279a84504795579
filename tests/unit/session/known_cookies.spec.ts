import { EncryptionFactory } from '@adonisjs/core/factories/encryption'
import { test } from '@japa/runner'
import { rememberKnownCookies } from '#session/known_cookies'

function verifierThatRemembers() {
  const verifier = new EncryptionFactory().create().getMessageVerifier()
  rememberKnownCookies(verifier, 'library_session')
  return verifier
}

test.group('Known cookies', () => {
  test('a right signature is right again', ({ assert }) => {
    const verifier = verifierThatRemembers()
    const signed = verifier.sign('an-id', undefined, 'library_session')
    assert.equal(verifier.unsign(signed, 'library_session'), 'an-id')
    assert.equal(verifier.unsign(signed, 'library_session'), 'an-id')
  })

  test('a known cookie with one character changed is refused, each time', ({ assert }) => {
    const verifier = verifierThatRemembers()
    const signed = verifier.sign('an-id', undefined, 'library_session')
    verifier.unsign(signed, 'library_session')
    const forged = (signed.startsWith('a') ? 'b' : 'a') + signed.slice(1)
    assert.isNull(verifier.unsign(forged, 'library_session'))
    assert.isNull(verifier.unsign(forged, 'library_session'))
  })

  test('a known cookie is not taken for what was signed for something else', ({ assert }) => {
    const verifier = verifierThatRemembers()
    const signed = verifier.sign('an-id', undefined, 'library_session')
    verifier.unsign(signed, 'library_session')
    assert.isNull(verifier.unsign(signed, 'reading_list'))
    assert.isNull(verifier.unsign(signed))
  })

  test('what may expire is checked each time', async ({ assert }) => {
    const verifier = verifierThatRemembers()
    const signed = verifier.sign('a-list', -1, 'reading_list')
    assert.isNull(verifier.unsign(signed, 'reading_list'))
  })

  test('the memory has an end: with many more cookies than it holds, each is still right', ({
    assert,
  }) => {
    const verifier = verifierThatRemembers()
    const ids = Array.from({ length: 3000 }, (_, number) => `id-${number}`)
    const signed = ids.map((id) => verifier.sign(id, undefined, 'library_session'))
    const unsign = () => signed.map((one) => verifier.unsign(one, 'library_session'))
    assert.deepEqual(unsign(), ids)
    assert.deepEqual(unsign(), ids)
  })
})
