/** Invented notifications for the store's tests. */
import type { NotificaRicevuta } from '../../src/store/notifica.js';

export const COMUNE = '058091';

export function notifica(n: Partial<NotificaRicevuta> = {}): NotificaRicevuta {
  return {
    canale: 'N000',
    codDestinatario: COMUNE,
    tipoNotifica: 'NRIS',
    codMittente: 'ANPR00',
    dataOraRichiesta: '2026-03-01T10:00:00',
    idOperazioneANPR: '4310655090',
    contenuto: Buffer.from('contenuto'),
    prova: false,
    firma: 'VALIDA',
    ricevutaIl: '2026-03-01T09:00:00.000Z',
    ...n,
  };
}

/** As many notifications with ids of their own, one second apart. */
export function notifiche(quante: number, n: Partial<NotificaRicevuta> = {}): NotificaRicevuta[] {
  return Array.from({ length: quante }, (_, i) =>
    notifica({
      idOperazioneANPR: String(4_310_000_000 + i),
      ricevutaIl: new Date(Date.UTC(2026, 2, 1) + i * 1000).toISOString(),
      contenuto: Buffer.from(`contenuto ${i}`),
      ...n,
    }),
  );
}
