/**
 * By how much ANPR's clock differs from ours, learned from its answers.
 * Invariant: what ANPR checks against its own clock (Timestamp, assertion, dataOraRichiesta) is written with that clock.
 * NOTE: `testataRisposta/dataOraRichiesta` is what we sent (ANPR's sample 003 repeats it to the millisecond) and says
 * nothing of ANPR's clock; only the Date header of HTTP does.
 */
export interface Orologio {
  /** ANPR's time now. */
  adesso(): Date;
  /** Positive when ANPR is ahead; 0 before the first answer. */
  scartoMs(): number;
  /** Learns from the Date header of an answer and the moment the question left. */
  impara(data: string | undefined, inviata: Date): void;
}

/** The header has whole seconds: a difference that the rounding and the way may explain is none. */
const RISOLUZIONE_MS = 1_000;

export function apriOrologio(now: () => Date): Orologio {
  let scarto = 0;
  return {
    adesso: () => new Date(now().getTime() + scarto),
    scartoMs: () => scarto,
    impara: (data, inviata) => {
      const sua = data === undefined ? Number.NaN : Date.parse(data);
      if (Number.isNaN(sua)) return;
      const ricevuta = now().getTime();
      const mezzo = (inviata.getTime() + ricevuta) / 2;
      const differenza = Math.round(sua + RISOLUZIONE_MS / 2 - mezzo);
      const incerta = RISOLUZIONE_MS + (ricevuta - inviata.getTime()) / 2;
      scarto = Math.abs(differenza) <= incerta ? 0 : differenza;
    },
  };
}
