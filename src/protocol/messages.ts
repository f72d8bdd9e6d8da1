/** Airbyte's wire format (protocol 0.x): one JSON object a line. Only the fields that we write or read. */
import type { FailureType } from '../errors.js'
import type { Catalog } from './catalog.js'

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }
export type JsonObject = Readonly<Record<string, Json>>

export type LogLevel = 'FATAL' | 'ERROR' | 'WARN' | 'INFO' | 'DEBUG'
export type StreamStatus = 'STARTED' | 'RUNNING' | 'COMPLETE' | 'INCOMPLETE'

export interface StreamDescriptor {
  readonly name: string
  readonly namespace?: string
}

export interface RecordMessage {
  readonly type: 'RECORD'
  readonly record: {
    readonly stream: string
    readonly namespace?: string
    readonly data: JsonObject
    readonly emitted_at: number
    readonly meta?: JsonObject
  }
}

export interface StreamState {
  readonly stream_descriptor: StreamDescriptor
  readonly stream_state?: Json
}

export interface StateMessage {
  readonly type: 'STATE'
  readonly state: {
    readonly type?: 'STREAM' | 'GLOBAL' | 'LEGACY'
    readonly stream?: StreamState
    readonly global?: { readonly shared_state?: Json; readonly stream_states: readonly StreamState[] }
    readonly data?: Json
    readonly sourceStats?: { readonly recordCount: number }
  }
}

export interface LogMessage {
  readonly type: 'LOG'
  readonly log: { readonly level: LogLevel; readonly message: string; readonly stack_trace?: string }
}

export interface TraceError {
  readonly message: string
  readonly internal_message?: string
  readonly stack_trace?: string
  readonly failure_type?: FailureType
  readonly stream_descriptor?: StreamDescriptor
}

export type Trace =
  | { readonly type: 'ERROR'; readonly emitted_at: number; readonly error: TraceError }
  | {
      readonly type: 'STREAM_STATUS'
      readonly emitted_at: number
      readonly stream_status: { readonly stream_descriptor: StreamDescriptor; readonly status: StreamStatus }
    }
  | { readonly type: 'ESTIMATE'; readonly emitted_at: number; readonly estimate: JsonObject }
  | { readonly type: 'ANALYTICS'; readonly emitted_at: number; readonly analytics: { readonly type: string; readonly value: string } }

export interface TraceMessage {
  readonly type: 'TRACE'
  readonly trace: Trace
}

export interface SpecMessage {
  readonly type: 'SPEC'
  readonly spec: JsonObject & { readonly connectionSpecification: JsonObject }
}

export interface ConnectionStatusMessage {
  readonly type: 'CONNECTION_STATUS'
  readonly connectionStatus: { readonly status: 'SUCCEEDED' | 'FAILED'; readonly message?: string }
}

export interface CatalogMessage {
  readonly type: 'CATALOG'
  readonly catalog: Catalog
}

export interface ControlMessage {
  readonly type: 'CONTROL'
  readonly control: {
    readonly type: 'CONNECTOR_CONFIG'
    readonly emitted_at: number
    readonly connectorConfig: { readonly config: JsonObject }
  }
}

export type Message =
  RecordMessage | StateMessage | LogMessage | TraceMessage | SpecMessage | ConnectionStatusMessage | CatalogMessage | ControlMessage
