import { describe, expect, it } from 'vitest';
import { leggiChiamata } from '../../../src/simulatore/servizi/leggi.js';
import { raccogliAllegati, SEGNO, scriviRisposta } from '../../../src/simulatore/servizi/scrivi.js';
import type { Domanda } from '../../../src/simulatore/servizi/servizi.js';
import { parseElemento } from '../../../src/soap/xml.js';
import { controlla, schemiPresenti } from '../schemi.js';
import { apriBanco, type Banco, giorniFa } from './banco.js';

/** The element of the Body for a question, contents inline. */
function risposta(b: Banco, domanda: Domanda): string {
  const allegati = raccogliAllegati();
  const chiamata = {
    servizio: domanda.servizio,
    idOperazioneComune: b.numero(),
    codMittente: b.comune.codiceIstat,
    codDestinatario: 'ANPR05',
    dataOraRichiesta: b.adesso(),
    domanda,
  };
  const r = b.servizi.rispondi(chiamata.idOperazioneComune, domanda);
  const xml = scriviRisposta({ chiamata, comune: b.comune, allegati }, r);
  return xml.replace(SEGNO, (_, n: string) => Buffer.from(allegati.byte[Number(n)] ?? []).toString('base64'));
}

const elenco = (b: Banco, altro: object = {}): Domanda => ({
  servizio: '4005',
  elaborazione: {
    tipo: 'NRIS',
    statoLavorazione: '9',
    dettaglio: 'RISPOSTA',
    periodo: { dal: giorniFa(b, 29), al: b.adesso() },
    ...altro,
  },
});

const ticketDi = (xml: string): string => [...xml.matchAll(/<idOperazioneANPR>(\d+)</g)].at(-1)?.[1] ?? '';

describe.skipIf(!schemiPresenti)('answers against the official schemas', () => {
  it('4005: submission, waiting, every part, with contents, empty ones and ids alone, refusals', () => {
    const b = apriBanco({ vociPerProgressivo: 4, quotaVuote: 0.3 });
    const chieste = [risposta(b, elenco(b)), risposta(b, elenco(b, { dettaglio: 'ID', tipo: null }))];
    const documenti = [...chieste];
    for (const c of chieste) {
      const verifica = (progressivo: number) =>
        risposta(b, { servizio: '4005', verifica: { ticket: ticketDi(c), progressivo } });
      documenti.push(verifica(1));
      b.passano(24 * 60);
      documenti.push(verifica(1), verifica(2), verifica(999));
    }
    documenti.push(risposta(b, elenco(b, { periodo: { dal: b.adesso(), al: b.adesso() } })));
    documenti.push(risposta(b, elenco(b, { periodo: undefined, identificativi: { da: '1', a: '2' } })));
    expect(documenti.flatMap((d) => controlla(d) ?? ['no schema'])).toEqual([]);
    expect(documenti.some((d) => d.includes('<contenutoRisposta></contenutoRisposta>'))).toBe(true);
  });

  it('3002: everybody in the register, whatever became of them', () => {
    const b = apriBanco();
    const persone = [...b.comune.registro.persone.values()];
    const stati = new Set(persone.map((p) => p.posizione.stato));
    expect([...stati].sort()).toEqual(['AIRE', 'APR', 'DECEDUTO', 'EMIGRATO', 'IRREPERIBILE']);
    const documenti = persone.map((p) =>
      risposta(b, { servizio: '3002', ricerca: { idSchedaSoggettoANPR: p.idScheda, nazionale: true } }),
    );
    expect(documenti.flatMap((d) => controlla(d) ?? ['no schema'])).toEqual([]);
    expect(documenti.every((d) => d.includes('Risposta3002_OK'))).toBe(true);
  });

  it('3003, 7002 and their refusals', () => {
    const b = apriBanco();
    const ticket = b.servizi.ordinaFile(
      new Set([...b.comune.registro.persone.values()].map((p) => p.codiceFiscale)),
      'xml',
    );
    const prima = risposta(b, { servizio: '7002', ticket });
    b.passano(7 * 60);
    const documenti = [
      prima,
      risposta(b, { servizio: '7002', ticket }),
      risposta(b, { servizio: '3003', idOperazioneANPR: b.storia[3]?.idOperazioneANPR ?? '' }),
      risposta(b, { servizio: '3003', idOperazioneANPR: '1' }),
    ];
    expect(documenti.flatMap((d) => controlla(d) ?? ['no schema'])).toEqual([]);
  });
});

describe('questions', () => {
  it('that are none of these services are not understood', () => {
    expect(
      leggiChiamata(parseElemento(Buffer.from('<a:Richiesta4001 xmlns:a="x"><b/></a:Richiesta4001>'))),
    ).toBeUndefined();
  });
});
