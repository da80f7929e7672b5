/** A departure of a day that is still to come changes nothing of what the offices are told today. */
import { describe, expect, it } from 'vitest';
import type { Fatto } from '../../src/anpr/fatto.js';
import { applica, creaMondo } from '../../src/registri/mondo.js';
import { CONTESTO } from '../arbitraries.js';
import { residente } from '../work/persone.js';

const MOTIVI = [
  ['2', 'RICOMPARSA'],
  ['3', 'IMMIGRAZIONE'],
  ['4', 'ESTERO'],
  ['5', 'RICOMPARSA'],
] as const;

const testata = (n: number) => ({ idOperazioneANPR: String(n), idNotificaANPR: String(n), momento: `2026-01-0${n}` });
const iscritta = (motivoIscrizione: string): Fatto => ({
  ...testata(2),
  tipo: 'ISCRIZIONE',
  operazione: '1002',
  decorrenza: '2026-01-02',
  dati: { ...residente(1, { dal: '2026-01-02' }), datiIscrizione: { dataIscrizione: '2026-01-02', motivoIscrizione } },
});
const { identificativi } = residente(1);
const futura = { ...testata(3), decorrenza: '2026-02-10' } as const;
const estero = { codiceStato: '215', localitaEstera: 'PARIS' };

const PARTENZE: readonly (readonly [string, Fatto])[] = [
  ['to another comune', { ...futura, tipo: 'CANCELLAZIONE', operazione: 'N010', dati: { identificativi } }],
  [
    'to our AIRE',
    {
      ...futura,
      tipo: 'ISCRIZIONE',
      operazione: 'A002',
      dati: {
        identificativi,
        residenze: [{ tipoIndirizzo: '4', indirizzo: estero, dataDecorrenzaResidenza: futura.decorrenza }],
        datiIscrizione: { dataIscrizione: futura.decorrenza, motivoIscrizioneAIRE: 'C01' },
      },
    },
  ],
];

describe.each(MOTIVI)('who was registered by motive %s', (motivo, atteso) => {
  it.each(PARTENZE)(`is still to be put on the list for ${atteso}, a month before leaving %s`, (_, partenza) => {
    const mondo = creaMondo([], [], { ...CONTESTO, oggi: '2026-01-10' });
    const arrivo = applica(mondo, { fatti: [iscritta(motivo)], carico: false });
    expect(arrivo.variazioni).toContainEqual(
      expect.objectContaining({ ufficio: 'ELETTORALE', campo: 'stato', motivo: atteso }),
    );
    expect(applica(mondo, { fatti: [partenza], carico: false }).variazioni).toEqual([]);
  });
});
