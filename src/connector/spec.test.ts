import { expect, test } from '@jest/globals'
import { existsSync, readFileSync } from 'node:fs'
import type { Json, JsonObject } from '../protocol/messages.js'
import { isObject } from '../state/json.js'
import { connectorSpec, specJson } from './spec.js'

const parse = (text: string): JsonObject => JSON.parse(text) as JsonObject

/** Removes descriptions; a property may be called description too, so only texts go. */
function withoutDescriptions(value: Json): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map(withoutDescriptions)
  if (!isObject(value)) return value
  const kept = Object.entries(value).filter(([key, entry]) => key !== 'description' || typeof entry !== 'string')
  return Object.fromEntries(kept.map(([key, entry]) => [key, withoutDescriptions(entry)]))
}

/** Every schema below this one, with its path. */
function schemas(schema: JsonObject, path = '$'): { path: string; schema: JsonObject }[] {
  const inner = Object.entries(isObject(schema.properties) ? schema.properties : {}).map(
    ([name, child]) => [`${path}.${name}`, child] as const,
  )
  const choices = (Array.isArray(schema.oneOf) ? (schema.oneOf as Json[]) : []).map((child, n) => [`${path}<${n}>`, child] as const)
  const items = schema.items === undefined ? [] : [[`${path}[]`, schema.items] as const]
  const below = [...inner, ...choices, ...items].flatMap(([at, child]) => (isObject(child) ? schemas(child, at) : []))
  return [{ path, schema }, ...below]
}

const all = schemas(connectorSpec({ cloud: false }).connectionSpecification)

test('spec.json is up to date', () => {
  expect(readFileSync(new URL('../../spec.json', import.meta.url), 'utf8')).toBe(specJson())
})

const REFERENCE = new URL('../../../shared/reference/source-s3.spec.json', import.meta.url)
const withReference = existsSync(REFERENCE) ? test : test.skip

withReference('the spec is that of the reference, descriptions and our session token aside', () => {
  const ours = parse(specJson())
  const token = '"aws_session_token":'
  expect(JSON.stringify(ours)).toContain(token)
  const text = JSON.stringify(withoutDescriptions(ours)).replace(/,"aws_session_token":\{[^{}]*\}/, '')
  expect(text).not.toContain(token)
  expect(parse(text)).toEqual(withoutDescriptions(parse(readFileSync(REFERENCE, 'utf8'))))
})

test('in cloud mode the endpoint must not be plain http', () => {
  const property = (cloud: boolean): JsonObject => {
    const { properties } = connectorSpec({ cloud }).connectionSpecification
    return (properties as Record<string, JsonObject>).endpoint ?? {}
  }
  expect(property(true).pattern).toBe('^(?!http://).*$')
  expect(property(false).pattern).toBeUndefined()
})

test('every property has a title and a description of its own', () => {
  const bare = all.filter(
    ({ path, schema }) => !/[$\]>]$/.test(path) && (typeof schema.description !== 'string' || schema.title === undefined),
  )
  expect(bare.map(({ path }) => path)).toEqual([])
})

test('secrets are marked, choices have one constant in common, and orders are unique', () => {
  const names = all.filter(({ path }) => /(secret|token|password|access_key)[a-z_]*$/.test(path))
  expect(names).toHaveLength(5)
  for (const { schema } of names) expect(schema.airbyte_secret).toBe(true)
  for (const { path, schema } of all) {
    if (Array.isArray(schema.oneOf)) expect({ path, type: schema.type }).toEqual({ path, type: 'object' })
    // the reference gives globs and format of a stream the same place
    if (path === '$.streams[]') continue
    const orders = Object.values(isObject(schema.properties) ? schema.properties : {}).flatMap((child) =>
      isObject(child) ? (child.order ?? []) : [],
    )
    expect({ path, orders: new Set(orders).size }).toEqual({ path, orders: orders.length })
  }
})
