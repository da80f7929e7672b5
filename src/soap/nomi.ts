/**
 * Distinguished names as text: node writes `C=IT\nO=…`, XML signatures and people `CN=…, O=…, C=IT`.
 * Invariant: a separator inside a value is never taken for one between values, whoever chose the value; every character is
 * looked at once.
 */

/** Longer than this is not a name. */
const MAX_NOME = 300;
const MAX_TESTO = 4_096;

/**
 * A name on one line, for messages: cut where it is too long, without characters that a terminal obeys.
 * @param nome node gives none, whatever its types say, where a certificate has an empty one
 */
export function nomeLeggibile(nome: string | undefined): string {
  if (nome === undefined) return '';
  const righe = nome.slice(0, MAX_NOME).split('\n').join(', ');
  return righe.replace(/\p{C}/gu, ' ');
}

const BARRA = 0x5c;
const VIRGOLETTE = 0x22;
/** Between two attributes: line end, comma, plus, semicolon. */
const SEPARATORI: ReadonlySet<number> = new Set([0x0a, 0x2c, 0x2b, 0x3b]);

const isHex = (testo: string): boolean => /^[0-9a-fA-F]{2}$/.test(testo);

/** The byte or character that an escape stands for, and how long it is written. */
function escapeAt(b: Buffer, i: number): { byte: number; lungo: number } {
  const cifre = b.toString('latin1', i + 1, i + 3);
  return isHex(cifre) ? { byte: Number.parseInt(cifre, 16), lungo: 3 } : { byte: b[i + 1] ?? BARRA, lungo: 2 };
}

function attributo(byte: readonly number[]): string {
  const testo = Buffer.from(byte).toString('utf8');
  const uguale = testo.indexOf('=');
  const valore = testo
    .slice(uguale + 1)
    .trim()
    .replace(/\s/g, ' ')
    .split(' ');
  const parole = valore.filter((p) => p !== '').join(' ');
  return `${testo.slice(0, Math.max(uguale, 0)).trim()}=${parole}`.toLowerCase();
}

/** The attributes of a name, `type=value` each, in a form that compares equal whatever case and spacing each side chose. */
export function attributiDi(nome: string | undefined): readonly string[] {
  const b = Buffer.from((nome ?? '').slice(0, MAX_TESTO), 'utf8');
  const trovati: string[] = [];
  let corrente: number[] = [];
  let citato = false;
  const chiudi = (): void => {
    if (corrente.length > 0) trovati.push(attributo(corrente));
    corrente = [];
  };
  for (let i = 0; i < b.length; i++) {
    const c = b[i] as number;
    if (c === BARRA) {
      const { byte, lungo } = escapeAt(b, i);
      corrente.push(byte);
      i += lungo - 1;
    } else if (c === VIRGOLETTE) citato = !citato;
    else if (!citato && SEPARATORI.has(c)) chiudi();
    else corrente.push(c);
  }
  chiudi();
  return trovati;
}

/**
 * Whether a name has every attribute of another, in any order: `CN=ANPR Notifiche` names each subject with that CN.
 * @param chiesto none at all names nobody
 */
export function comprende(nome: string | undefined, chiesto: string): boolean {
  const suoi = new Set(attributiDi(nome));
  const voluti = attributiDi(chiesto);
  return voluti.length > 0 && voluti.every((a) => suoi.has(a));
}
