/**
 * The section `riconciliazione`: how ANPR is asked for what never arrived.
 * Invariant: ANPR's own limits (180 days back, 30 days a request) cannot be exceeded here; a window is always longer than its
 * overlap, or the plan would not get on.
 */
import { elenco, intero, scelta, sezione, siNo, testo } from './campi.js';

const tipo = testo('scrivere un tipo di notifica').regex(/^[A-Z0-9]{4}$/, {
  error: 'scrivere un tipo di notifica di 4 caratteri, per esempio NRIS, N010 o NA00',
});

export const RICONCILIAZIONE = sezione({
  tipi: elenco(tipo, 'i tipi di notifica da confrontare, per esempio ["NRIS", "N010"]'),
  generica: siNo(),
  dettaglio: scelta(['ID', 'RISPOSTA']),
  giorniIndietro: intero(1, 180),
  giorniFinestra: intero(1, 30),
  margineMinuti: intero(1, 720),
  sovrapposizioneMinuti: intero(0, 720),
  singoleMassimo: intero(0, 50),
  richiesteAperte: intero(1, 200),
  stalloOre: intero(1, 240),
  ripassoGiorni: intero(0, 180),
  ripassoProfonditaGiorni: intero(1, 180),
  tentativiVoce: intero(1, 20),
  preavvisoGiorni: intero(1, 180),
  rinvioMinuti: intero(1, 1_440),
  rinvioMassimoMinuti: intero(1, 10_080),
});
