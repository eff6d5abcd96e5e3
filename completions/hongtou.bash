# bash completion for hongtou(1)

_hongtou_files() { # _hongtou_files PATTERN: folders, and files that end so
  local IFS=$'\n'
  compopt -o filenames 2>/dev/null
  mapfile -t COMPREPLY < <(compgen -d -- "$cur"; compgen -f -X "!$1" -- "$cur")
}

_hongtou_words() { mapfile -t COMPREPLY < <(compgen -W "$1" -- "$cur"); }

_hongtou() {
  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]} command= word
  local common='--deps --deps-format --diagnostic-format --lang --help'
  local telling='--quiet --all --fail-on'
  local document="$telling --sandbox --layout --font-path --max-pages --strict --letterhead --single-sided $common"
  COMPREPLY=()
  if [[ $cur == = ]]; then cur=; fi
  if [[ $prev == = ]]; then prev=${COMP_WORDS[COMP_CWORD - 2]}; fi
  for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case $word in render | check | figures | fonts | anchors | dump | layouts | test-sheet | init | watch | preview | batch | report | sign | verify | seal | schema | new | explain | doctor)
      command=$word
      break
      ;;
    esac
  done
  case $prev in
  --format)
    if [[ $command == schema ]]; then _hongtou_words 'rng json'; else _hongtou_words 'pdf odt fodt png svg'; fi
    ;;
  --form) _hongtou_words 'general letter order minutes upward joint quarterly' ;;
  --compare) _hongtou_files '*.png' ;;
  --stage) _hongtou_words 'model bound layout display tags places' ;;
  --diagnostic-format) _hongtou_words 'human json' ;;
  --deps-format) _hongtou_words 'make json' ;;
  --lang) _hongtou_words 'zh en' ;;
  --letterhead) _hongtou_words 'print preprinted' ;;
  --compress) _hongtou_words 'fast small' ;;
  --fail-on) _hongtou_words 'error warning note' ;;
  --layout) _hongtou_files '*.xml' ;;
  --font-path | --data-path | --deps) _hongtou_files '' ;;
  --data) _hongtou_files '*.@(csv|tsv|xlsx|ods|jsonl|ndjson|xml)' ;;
  --encoding) _hongtou_words 'utf-8 gb18030' ;;
  --shard) _hongtou_words 'auto' ;;
  --report) _hongtou_files '*.jsonl' ;;
  -o | --output) _hongtou_files '*.@(pdf|odt|fodt|png|svg)' ;;
  --signing) _hongtou_files '*.xml' ;;
  --extend) _hongtou_words 'lt lta' ;;
  --pin) _hongtou_words 'prompt fd: file:' ;;
  --demo-key) _hongtou_files '' ;;
  --sign | --profile | --try | --signing-time | --reissue) ;;
  --trust) _hongtou_files '*.@(pem|crt|cer|der)' ;;
  --crl) _hongtou_files '*.@(crl|pem|der)' ;;
  --revocation) _hongtou_words 'asked required optional' ;;
  --at | --name | --number | --valid | --size | --dpi | --pages | --copies | --max-pages | --offset | --separator | --sheet | --key | --group | --query | --only | -j | --jobs | --timeout | --memory) ;;
  *) _hongtou_argument ;;
  esac
}

_hongtou_argument() {
  case $command:$cur in
  render:-*) _hongtou_words "--sign --signing --pin --signing-time --reissue --open --output --format --plain --embed-fonts --dpi --pages --copies --offset --compress --data-path $document" ;;
  watch:-*) _hongtou_words "--output --format --plain --embed-fonts --dpi --pages --copies --offset --compress --data-path $document" ;;
  preview:-*) _hongtou_words "--port --open --data --record --goto --samples --compare --before --edit --editor --data-path $document" ;;
  init:-*) _hongtou_words "--form $common" ;;
  check:-*) _hongtou_words "--data --encoding --separator --sheet --key --only --data-path --untraced $document" ;;
  figures:-*) _hongtou_words "$telling --layout --data-path --json --strict $common" ;;
  fonts:-*) _hongtou_words "--install-office --data-path $document" ;;
  anchors:-*) _hongtou_words "--output --data-path $document" ;;
  dump:-*) _hongtou_words "--stage --data-path $document" ;;
  layouts:-*) _hongtou_words "--json $common" ;;
  test-sheet:-*) _hongtou_words "--output --format --dpi --font-path --offset $common" ;;
  batch:-*) _hongtou_words "--sign --signing --pin --signing-time --reissue --only --data --encoding --separator --sheet --key --group --query --output --jobs --resume --no-sync --shard --timeout --memory --report --compress --data-path $document" ;;
  report:-*) _hongtou_words "--output $common" ;;
  schema:-*) _hongtou_words "--format $common" ;;
  new:-*) _hongtou_words "--layout --output --quiet $common" ;;
  explain:-*) _hongtou_words "$common" ;;
  doctor:-*) _hongtou_words "--font-path $common" ;;
  sign:-*) _hongtou_words "--profile --output --signing --pin --signing-time --reissue --extend --renew --try --demo-key --font-path $common" ;;
  verify:-*) _hongtou_words "--trust --crl --at --revocation --json $common" ;;
  seal:-*) _hongtou_words "--output --profile --signing --pin --signing-time --name --number --valid --size --trust --crl --at --revocation --json $common" ;;
  :-*) _hongtou_words "--version $common" ;;
  :*) _hongtou_words 'render check figures fonts anchors dump layouts test-sheet init watch preview batch report sign verify seal schema new explain doctor' ;;
  new:*) _hongtou_words '通知 函 请示 报告 通报 批复 意见 决定 公告 通告 公报 决议 议案 纪要 命令 令' ;;
  explain:*) [[ -z $cur ]] || _hongtou_words "$(hongtou explain 2>/dev/null | cut -d' ' -f1)" ;;
  doctor:*) ;;
  schema:*) _hongtou_words 'bulletin layout template verify signing' ;;
  verify:*) _hongtou_files '*.@(pdf|odt)' ;;
  seal:*)
    if [[ $prev == seal ]]; then _hongtou_words 'make show check'; else _hongtou_files '*.@(esl|png|jpg|svg|pem|crt|cer)'; fi
    ;;
  report:*)
    if [[ $prev == report ]]; then _hongtou_words 'verify merge failed csv html audit'; else _hongtou_files '*.jsonl'; fi
    ;;
  test-sheet:*) _hongtou_words 'general letter order minutes' ;;
  *) _hongtou_files '*.xml' ;;
  esac
}

complete -F _hongtou hongtou
