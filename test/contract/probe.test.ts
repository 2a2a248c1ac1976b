// One contract, three roads: a location asked by signed requests to its host name, one asked by a
// service binding, and an agent answer the same.
import { describe } from 'vitest'
import { probeSuite } from './probe-suite.ts'

describe('by signed request', () => probeSuite('signed request'))
describe('by service binding', () => probeSuite('service binding'))
describe('by an agent', () => probeSuite('agent'))
