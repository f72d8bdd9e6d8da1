/** What we add to the SDK's way with requests and answers. */
import type { GetObjectCommandInput, GetObjectCommandOutput, ServiceInputTypes, ServiceOutputTypes } from '@aws-sdk/client-s3'
import type { BuildMiddleware, DeserializeMiddleware } from '@smithy/types'
import { IncomingMessage } from 'node:http'

/** By the header, since the SDK's own option for it wraps the body in a stream that costs as much CPU as the download. */
export const askForChecksum: BuildMiddleware<GetObjectCommandInput, GetObjectCommandOutput> = (next) => (args) => {
  ;(args.request as { headers: Record<string, string> }).headers['x-amz-checksum-mode'] = 'ENABLED'
  return next(args)
}

/**
 * Ends an answer that the SDK collects by itself (a page, an error's text) once nothing of it came for `idle` milliseconds; the SDK
 * then asks again. An object's body has its own watch, which knows whether its reader is slow.
 */
export const endStalled =
  (idle: number): DeserializeMiddleware<ServiceInputTypes, ServiceOutputTypes> =>
  (next, { commandName }) =>
  async (args) => {
    const result = await next(args)
    const { statusCode, body } = result.response as { readonly statusCode: number; readonly body: unknown }
    const collected = commandName !== 'GetObjectCommand' || statusCode >= 300
    if (collected && body instanceof IncomingMessage) {
      const error = Object.assign(new Error('the server stopped in the middle of its answer'), { name: 'TimeoutError' })
      body.setTimeout(idle, () => body.destroy(error))
    }
    return result
  }
