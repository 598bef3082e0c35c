import { styleText } from 'node:util';

const isStyled = process.stdout.isTTY && (process.env['NO_COLOR'] ?? '') === '';

const paint =
  (format: Parameters<typeof styleText>[0]) =>
  (text: string): string =>
    isStyled ? styleText(format, text) : text;

/** On a terminal; elsewhere the text as it is. */
export const style = {
  heading: paint(['bold', 'cyan']),
  strong: paint('bold'),
  faint: paint('gray'),
  good: paint('green'),
  bad: paint(['bold', 'red']),
};
