import type { CommandName } from './arguments.js'

const SOURCE = `SOURCE is one of
  source-s3                the S3 connector of this package, nothing to install
  ./program                a program of this machine; with arguments: "program --with arguments"
  docker:image[:tag]       an image of a connector`

const CONFIG = `  --config FILE     the connector's configuration, JSON or YAML; - is the standard input;
                    \${NAME} in it is taken from the environment`

const COMMON = `  --network NAME    \`docker run --network\`, for images; host reaches servers of this machine
  --json            JSON on stdout and nothing else`

const TEXTS: Readonly<Record<CommandName, string>> = {
  sync: `usage: airlift sync SOURCE --config FILE [options]

Loads streams into a cache. What was loaded before is not loaded again: the cache keeps the state.

${CONFIG}
  --cache URL       where the rows go (default: duckdb:./airlift.duckdb); duckdb:FILE[?schema=NAME]
  --streams a,b     only these streams (default: all)
  --strategy WHAT   auto (default): merge where there is a primary key, append where a stream is
                    incremental, else replace; or append, merge, replace
  --full-refresh    read everything again
  --name NAME       the name under which the state is kept, to keep two configurations apart
${COMMON}

${SOURCE}

exit codes: 0 everything is loaded, 1 something failed (what is complete is loaded), 2 wrong usage
or configuration, 130 interrupted

example: airlift sync source-s3 --config s3.json --cache duckdb:orders.duckdb`,
  check: `usage: airlift check SOURCE --config FILE [options]

Tells whether a connector can work with a configuration.

${CONFIG}
${COMMON}

${SOURCE}

example: airlift check source-s3 --config s3.json`,
  streams: `usage: airlift streams SOURCE --config FILE [options]

Lists the streams that a connector finds, with their columns.

${CONFIG}
${COMMON}

${SOURCE}

example: airlift streams source-s3 --config s3.json`,
  preview: `usage: airlift preview SOURCE --config FILE --stream NAME [options]

Shows the first rows of a stream, loading nothing.

${CONFIG}
  --stream NAME     the stream
  --limit N         so many rows (default: 10)
${COMMON}

${SOURCE}

example: airlift preview source-s3 --config s3.json --stream orders --limit 5`,
  spec: `usage: airlift spec SOURCE [options]

Shows which options a connector's configuration has.

${COMMON}

${SOURCE}

example: airlift spec source-s3`,
  sql: `usage: airlift sql STATEMENT [options]

Asks a cache.

  --cache URL       default: duckdb:./airlift.duckdb
  --format WHAT     table (default), json or csv

example: airlift sql 'select status, count(*) from orders group by 1' --format csv`,
}

const OVERVIEW = `usage: airlift COMMAND [options]

Runs an Airbyte connector and keeps its rows in a database.

  sync SOURCE       load streams into a cache
  check SOURCE      tell whether the configuration works
  streams SOURCE    list what there is
  preview SOURCE    show the first rows of a stream
  spec SOURCE       show the options of a connector
  sql STATEMENT     ask a cache

  --help            of a command: its options, with an example
  --version         the version

example: airlift sync source-s3 --config s3.json && airlift sql 'select count(*) from orders'`

export const helpText = (command: CommandName | undefined): string => `${command === undefined ? OVERVIEW : TEXTS[command]}\n`
