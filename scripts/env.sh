# shellcheck shell=bash
# Shared by the scripts here: where things are, and how to build what is missing. To be sourced.

ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
JAR="${SHARELAB_JAR:-$ROOT/jobs/target/sharelab.jar}"
BUILD="$ROOT/build"

say() { printf 'sharelab: %s\n' "$*" >&2; }

fail() { # CODE MESSAGE
  printf 'error: %s\n' "$2" >&2
  exit "$1"
}

java_command() {
  if [ -n "${JAVA_HOME:-}" ]; then printf '%s/bin/java' "$JAVA_HOME"; else printf 'java'; fi
}

require_java() {
  command -v "$(java_command)" > /dev/null || fail 3 "Cannot find java: install a JDK 17, or set JAVA_HOME"
}

# Runs Maven quietly; what it says is shown only if it fails.
maven() { # LOG ARGUMENTS...
  local log="$1"
  shift
  command -v mvn > /dev/null || fail 3 "Cannot find mvn: install Maven 3.8 or newer"
  if ! mvn -B -ntp "$@" > "$log" 2>&1; then
    grep -m 20 '^\[ERROR\]' "$log" >&2 || tail -n 20 "$log" >&2
    fail 3 "Cannot build: see $log"
  fi
}

jar_is_current() {
  [ -f "$JAR" ] || return 1
  [ -z "${SHARELAB_JAR:-}" ] || return 0 # the user's choice, however old
  [ -z "$(find "$ROOT/pom.xml" "$ROOT/common/pom.xml" "$ROOT/jobs/pom.xml" \
    "$ROOT/common/src/main" "$ROOT/jobs/src/main" -newer "$JAR" -type f -print -quit)" ]
}

build_jar() {
  [ -z "${SHARELAB_JAR:-}" ] || fail 3 "Cannot read SHARELAB_JAR $SHARELAB_JAR: no such file"
  mkdir -p "$BUILD"
  exec 9> "$BUILD/.lock"
  flock 9
  if ! jar_is_current; then
    say "building $JAR (a few minutes the first time)"
    maven "$BUILD/build.log" -f "$ROOT/pom.xml" -DskipTests -Djacoco.skip -Dspotless.check.skip package
    touch "$JAR"
  fi
  flock -u 9
}

# SPARK_HOME of the user, or a folder that Maven fills once with the same jars.
find_spark() {
  if [ -n "${SPARK_HOME:-}" ]; then
    [ -d "$SPARK_HOME/jars" ] || fail 3 "Cannot use SPARK_HOME $SPARK_HOME: it has no folder jars"
    return
  fi
  SPARK_HOME="$BUILD/spark"
  export SPARK_HOME SPARK_SCALA_VERSION=2.12
  mkdir -p "$BUILD"
  exec 9> "$BUILD/.lock"
  flock 9
  if [ ! -f "$SPARK_HOME/.complete" ] || [ "$ROOT/pom.xml" -nt "$SPARK_HOME/.complete" ]; then
    say "assembling a Spark runtime in $SPARK_HOME (once)"
    rm -rf "$SPARK_HOME"
    maven "$BUILD/spark.log" -f "$ROOT/scripts/spark/pom.xml" dependency:copy-dependencies \
      -DincludeScope=runtime -DoutputDirectory="$SPARK_HOME/jars"
    touch "$SPARK_HOME/.complete"
  fi
  flock -u 9
}

# Java's vectors, where this Java has them: activations and norms take a third of the time in them.
vector_option() {
  if "$(java_command)" --list-modules | grep -q '^jdk\.incubator\.vector@'; then
    printf -- '--add-modules=jdk.incubator.vector'
  fi
}

# Physical memory that this process may use, in MB: the machine's, or its container's share.
memory_mb() {
  local total limit
  total=$(awk '/^MemTotal:/ {print int($2 / 1024)}' /proc/meminfo)
  limit=$(cat /sys/fs/cgroup/memory.max 2> /dev/null || echo max)
  if [[ "$limit" =~ ^[0-9]+$ ]] && [ $((limit / 1048576)) -lt "$total" ]; then
    total=$((limit / 1048576))
  fi
  echo "$total"
}

# Becomes spark-submit; SPARK_HOME has to be set. Where that has no bin folder, Spark's own launcher
# makes the command line, with Java's --add-opens and the user's settings.
spark_submit() {
  if [ -x "$SPARK_HOME/bin/spark-submit" ]; then
    exec "$SPARK_HOME/bin/spark-submit" "$@"
  fi
  local command=() part
  # The launcher prints NUL, line feed, and then the command with a NUL after each word.
  while IFS= read -r -d '' part; do
    command+=("${part#$'\n'}")
  done < <("$(java_command)" -Xmx128m -cp "$SPARK_HOME/jars/*" org.apache.spark.launcher.Main \
    org.apache.spark.deploy.SparkSubmit "$@")
  command=("${command[@]:1}")
  exec "${command[@]}"
}

# A path as a URI: SPARK_SUBMIT_OPTS and log4j cannot take spaces.
file_uri() {
  local path
  path="$(cd "$(dirname "$1")" && pwd)/$(basename "$1")"
  printf 'file://%s' "${path// /%20}"
}
