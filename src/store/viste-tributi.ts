/** The public views of the tax office (docs/viste.md): columns every reader may count on, and the ones that order a page. */

/** How a view names a person. */
export const PERSONA = ['cod_comune', 'id_scheda_anpr', 'codice_fiscale', 'cognome', 'nome'] as const;

export const VISTE_TRIBUTI = {
  v_tributi_contribuenti: {
    ordine: ['soggetto'],
    colonne: [...PERSONA, 'condizione', 'condizione_dal', 'recapito', 'soggetto'],
  },
  v_tributi_condizioni: {
    ordine: ['soggetto', 'dal'],
    colonne: [...PERSONA, 'condizione', 'dal', 'al', 'soggetto'],
  },
  v_tributi_nuclei: {
    ordine: ['id_famiglia_anpr'],
    colonne: ['cod_comune', 'id_famiglia_anpr', 'indirizzo', 'componenti', 'minori', 'dal', 'intestatario'],
  },
  v_tributi_recapiti: {
    ordine: ['soggetto', 'tipo', 'tipo_indirizzo'],
    colonne: [...PERSONA, 'tipo', 'tipo_indirizzo', 'indirizzo', 'dal', 'efficace_dal', 'soggetto'],
  },
  v_tari_abitazioni: {
    ordine: ['indirizzo', 'id_famiglia_anpr'],
    colonne: ['cod_comune', 'indirizzo', 'id_famiglia_anpr', 'famiglie', 'occupanti', 'minori'],
  },
  v_tari_utenze: {
    ordine: ['codice'],
    colonne: [
      'cod_comune',
      'codice',
      'codice_fiscale',
      'indirizzo',
      'categoria',
      'presente',
      'abbinamento',
      'punteggio',
      'id_famiglia_anpr',
      'indirizzo_anpr',
      'intestatario',
      'occupanti',
      'occupanti_da',
      'minori',
      'condizione_titolare',
      'titolare_nel_nucleo',
    ],
  },
  v_tari_senza_utenza: {
    ordine: ['id_famiglia_anpr'],
    colonne: ['cod_comune', 'id_famiglia_anpr', 'indirizzo', 'componenti', 'dal', 'intestatario'],
  },
  v_tari_fotografie: {
    ordine: ['anno', 'id_famiglia_anpr', 'versione'],
    colonne: [
      'cod_comune',
      'anno',
      'id_famiglia_anpr',
      'versione',
      'indirizzo',
      'occupanti',
      'minori',
      'scattata_il',
      'ultima',
    ],
  },
  v_imu_periodi_residenza: {
    ordine: ['soggetto', 'dal'],
    colonne: [...PERSONA, 'indirizzo', 'dal', 'al', 'soggetto'],
  },
  v_tributi_variazioni: {
    ordine: ['id'],
    colonne: [
      'id',
      'cod_comune',
      'tributo',
      'tipo',
      'id_scheda_anpr',
      'codice_fiscale',
      'cognome',
      'nome',
      'id_famiglia_anpr',
      'campo',
      'oggetto',
      'motivo',
      'valore_prima',
      'valore_dopo',
      'decorrenza',
      'conosciuta_il',
      'stato',
      'id_operazione_anpr',
      'id_storno_di',
      'effetto_dal',
      'anno',
      'da_conguagliare',
      'provvisoria',
      'regola',
    ],
  },
} as const;
