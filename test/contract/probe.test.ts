// One contract, two roads: a location asked by signed requests to its host name, and by a service
// binding, answers the same.
import { describe } from 'vitest'
import { probeSuite } from './probe-suite.ts'

describe('by signed request', () => probeSuite('signed request'))
describe('by service binding', () => probeSuite('service binding'))
