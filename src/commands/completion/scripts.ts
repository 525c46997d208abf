export const shells = ["bash", "zsh", "fish"] as const;
export type Shell = (typeof shells)[number];

/**
 * What a shell is to load. It asks `dyn completion words` for what may stand under the cursor: lines
 * of a word, a tab and what it means; a line that begins with a tab asks for files, and tells their
 * extensions.
 */
export const scripts: Readonly<Record<Shell, string>> = {
  bash: String.raw`# Completion of dyn for bash 3.2 and newer: source <(dyn completion bash)
_dyn() {
  local rest=${"$"}{COMP_LINE:0:COMP_POINT} piece= line= extension= found= i n=-1
  local words=()
  # bash breaks words at = and :, too; here they are whole again, up to the cursor.
  for ((i = 0; i <= COMP_CWORD; i++)); do
    piece=${"$"}{COMP_WORDS[i]}
    if [[ $i == 0 || $rest == [[:space:]]* ]]; then
      rest=${"$"}{rest#"${"$"}{rest%%[![:space:]]*}"}
      n=$((n + 1))
      words[n]=
    fi
    piece=${"$"}{piece:0:${"$"}{#rest}}
    words[n]+=$piece
    rest=${"$"}{rest:${"$"}{#piece}}
  done
  # Only what follows the last break is replaced.
  case $piece in =|:) piece= ;; esac
  local head=${"$"}{words[n]%"$piece"}
  COMPREPLY=()
  while IFS= read -r line; do
    if [[ $line == $'\t'* ]]; then
      compopt -o filenames 2>/dev/null
      while IFS= read -r found; do COMPREPLY+=("$found"); done < <(
        compgen -d -- "$piece"
        if [[ -z ${"$"}{line#$'\t'} ]]; then
          compgen -f -- "$piece"
        else
          for extension in ${"$"}{line#$'\t'}; do compgen -f -X "!*.$extension" -- "$piece"; done
        fi | sort -u
      )
    else
      line=${"$"}{line%%$'\t'*}
      COMPREPLY+=("${"$"}{line#"$head"}")
    fi
  done < <(dyn completion words --shell bash -- "${"$"}{words[@]:1}" 2>/dev/null)
}
complete -F _dyn dyn
`,
  zsh: String.raw`#compdef dyn
# Completion of dyn for zsh: source <(dyn completion zsh), after compinit
_dyn() {
  local line word meaning files=
  local -a found extensions
  while IFS= read -r line; do
    if [[ $line == $'\t'* ]]; then
      files=yes
      extensions=(${"$"}{=line})
    else
      word=${"$"}{line%%$'\t'*}
      meaning=${"$"}{line#*$'\t'}
      word=${"$"}{word//\\/\\\\}
      found+=("${"$"}{word//:/\\:}${"$"}{meaning:+:$meaning}")
    fi
  done < <(dyn completion words --shell zsh -- "${"$"}{(@Q)words[2,CURRENT-1]}" "${"$"}{(Q)PREFIX}" 2>/dev/null)
  (( $#found )) && _describe -t dyn dyn found
  if [[ -n $files ]]; then
    [[ $PREFIX == --*=* ]] && compset -P '*='
    if (( $#extensions )); then _files -g "*.(${"$"}{(j:|:)extensions})"; else _files; fi
  fi
}
if [[ $funcstack[1] == _dyn ]]; then _dyn "$@"; else compdef _dyn dyn; fi
`,
  fish: String.raw`# Completion of dyn for fish: dyn completion fish | source
function __dyn_words
    set -l before (commandline -opc)
    set -e before[1]
    set -l current (commandline -ct)
    for line in (dyn completion words --shell fish -- $before "$current" 2>/dev/null)
        if not string match -q \t'*' -- $line
            printf '%s\n' $line
            continue
        end
        set -l head (string match -r '^--[^=]+=' -- $current)
        set -l extensions (string split -n -- ' ' (string trim -- $line))
        set -l ending '\.('(string join -- '|' $extensions)')$'
        for path in (complete -C "__dyn_no_such_command "(string replace -r '^--[^=]+=' '' -- $current))
            set -l name (string split -f 1 -- \t $path)
            if test (count $extensions) -eq 0; or string match -qr "/\$|$ending" -- $name
                printf '%s\n' "$head"$name
            end
        end
    end
end
complete -c dyn -f -a '(__dyn_words)'
`,
};
