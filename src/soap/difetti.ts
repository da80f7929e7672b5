/** What makes bytes no acceptable XML. Invariant: the message quotes nothing of the text, which is personal data. */

export type DifettoXml = 'VUOTO' | 'TROPPO_GRANDE' | 'CODIFICA' | 'DOCTYPE' | 'MALFORMATO';

/** Why bytes are no acceptable XML; translated by the caller into its own error. The message quotes nothing of the text. */
export class XmlNonValido extends Error {
  override readonly name = 'XmlNonValido';
  constructor(
    readonly difetto: DifettoXml,
    message: string,
  ) {
    super(message);
  }
}
