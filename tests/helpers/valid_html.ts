import { HtmlValidate, StaticConfigLoader } from 'html-validate'

const html = new HtmlValidate(
  new StaticConfigLoader({
    root: true,
    extends: ['html-validate:recommended'],
    // How the source looks, not whether it is valid: the templates and Vite write it. And the name
    // of a library, which stands in each title, may be long.
    rules: { 'no-trailing-whitespace': 'off', 'void-style': 'off', 'long-title': 'off' },
  })
)

/** What is no valid HTML in a page, each with its line. */
export async function findInvalidHtml(body: string) {
  const { results } = await html.validateString(body)
  return results.flatMap(({ messages }) =>
    messages.map(({ line, ruleId, message }) => `${line}: ${ruleId}: ${message}`)
  )
}
