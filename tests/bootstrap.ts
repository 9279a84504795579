import { assert } from '@japa/assert'
import app from '@adonisjs/core/services/app'
import testUtils from '@adonisjs/core/services/test_utils'
import type { Config } from '@japa/runner/types'
import { pluginAdonisJS } from '@japa/plugin-adonisjs'
import { browserPlugins, configureBrowserSuite } from '#tests/helpers/chromium'
import { prepareDatabase } from '#tests/helpers/databases'
import { configureProcessSuite } from '#tests/helpers/build'
import { quiet } from '#tests/helpers/reporter'

export const plugins: Config['plugins'] = [assert(), pluginAdonisJS(app), ...browserPlugins()]

export const reporters: Config['reporters'] = { activated: ['quiet'], list: [quiet] }

export const setup: Config['setup'] = [() => prepareDatabase()]

export const configureSuite: Config['configureSuite'] = (suite) => {
  if (suite.name === 'browser') configureBrowserSuite(suite)
  if (suite.name === 'processes') configureProcessSuite(suite)
  if (suite.name !== 'unit') suite.setup(() => testUtils.httpServer().start())
}
