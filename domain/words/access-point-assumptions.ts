/** Of access points of Amazon S3. */
export const ACCESS_POINT_ASSUMPTIONS_JA: readonly (readonly [english: string, japanese: string])[] = [
  [
    'the network origin of the access point could not be read: s3control:GetAccessPoint',
    'アクセスポイントのネットワークオリジンを読み取れなかった（s3control:GetAccessPoint）',
  ],
  ['the bucket behind the access point is not in the snapshot', 'アクセスポイントのバケットがスナップショットにない'],
  [
    'the bucket behind the access point is not in the snapshot: {}',
    'アクセスポイントのバケットがスナップショットにない（{}）',
  ],
  [
    'what the volume lets the file system user of the access point do',
    'アクセスポイントのファイルシステムユーザーにボリュームが何を許可しているか分からない',
  ],
  [
    'an identity policy opens an access point whose policy is silent',
    'アクセスポイントポリシーに許可がなくても、アイデンティティポリシーの許可でアクセスポイントを使えると考えられる',
  ],
  [
    'whether identity policies of another account must allow on the bucket behind the access point, too',
    '別のアカウントのIDポリシーに、アクセスポイントの背後のバケットへの許可も必要かどうか',
  ],
  [
    'which bucket the Multi-Region Access Point routes the request to, where not all let the same through',
    'バケットによって許可が異なり、マルチリージョンアクセスポイントがリクエストをどのバケットにルーティングするかによる',
  ],
  [
    'whether another account can manage the access point',
    '別のアカウントからアクセスポイントを管理できるかどうかは文書化されていない',
  ],
  [
    'whether a Multi-Region Access Point takes such a call',
    'マルチリージョンアクセスポイントがこの呼び出しを受け付けるかどうかは文書化されていない',
  ],
  [
    'which Region, network origin and tags requests through a Multi-Region Access Point carry',
    'マルチリージョンアクセスポイント経由のリクエストがどのリージョン、ネットワークオリジン、タグを示すかは文書化されていない',
  ],
  [
    'whether a public policy of the Multi-Region Access Point is cut could not be read: {}',
    'マルチリージョンアクセスポイントの公開ポリシーが制限されているかどうかを読み取れなかった（{}）',
  ],
];
