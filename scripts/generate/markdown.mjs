// Small pieces of Markdown.
const cell = (text) => String(text).replaceAll('|', '\\|').replaceAll('\n', ' ')

export function table(head, rows) {
  const line = (cells) => `| ${cells.map(cell).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

export const details = (summary, content) => `<details>\n<summary>${summary}</summary>\n\n${content}\n\n</details>`

export const code = (text) => `\`${text}\``
