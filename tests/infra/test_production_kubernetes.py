"""The Kubernetes manifests hold against Kubernetes' own schemas, and against the product that they describe."""

import json
import shutil
import subprocess
from typing import Any

import pytest
import yaml

from infra import pooler, production, verbs
from infra.house import build
from saas import config
from tests.infra import container_kit, manifest_kit
from tests.infra.manifest_kit import KUBERNETES, containers, manifests, pods

ALL = manifests("first") + manifests("house")
PODS = pods()
EVERY = [(name, template, container) for name, template, _ in PODS for container in containers(template)]
IDS = [f"{name}-{container['name']}" for name, _, container in EVERY]
# The secrets that README.md tells an operator to make, and what is in each.
SECRETS = {
    "bindeledd": {
        "SECRET_KEY": "k" * 48, "REDIS_URL": "rediss://ko.example:6379/0", "SMTP_URL": "smtps://post.example:465",
        "METRICS_TOKEN": "t" * 32, "BACKUP_KEY": "b" * 48,
    },
    "bindeledd-owner": {"DATABASE_URL": "postgresql://eier:x@db.example/bindeledd?sslmode=verify-full"},
}  # fmt: skip
OWNERS = {"migrate-0-1-0", "backup", "check-walls", "verify-audit", "settings"}


def of(kind: str) -> dict[str, Any]:
    return {each["metadata"]["name"]: each for each in ALL if each["kind"] == kind}


@pytest.mark.parametrize("version", ["1.33", "1.37"])
def test_every_object_holds_against_kubernetes_own_schema(version: str) -> None:
    assert [line for each in ALL for line in manifest_kit.wrong_by_kubernetes(each, version)] == []


def test_a_slip_of_the_pen_is_seen_by_the_schema() -> None:
    slip = {**of("Service")["web"], "spec": {"selektor": {"a": "b"}, "ports": [{"port": "åtti"}]}}
    assert len(manifest_kit.wrong_by_kubernetes(slip, "1.37")) >= 2


@pytest.mark.parametrize("folder", ["first", "house"])
def test_kustomize_renders_the_same_objects(folder: str) -> None:
    if not shutil.which("kubectl"):
        pytest.skip("kubectl finnes ikke her; objektene er prøvd mot skjemaene, men ikke tegnet av kustomize.")
    done = subprocess.run(["kubectl", "kustomize", str(KUBERNETES / folder)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    made = [each for each in yaml.safe_load_all(done.stdout) if each]
    assert {(each["kind"], each["metadata"]["name"]) for each in made} == {
        (each["kind"], each["metadata"]["name"]) for each in manifests(folder)
    }
    assert {each["metadata"].get("namespace", "bindeledd") for each in made} == {"bindeledd"}


@pytest.mark.parametrize(("name", "template", "container"), EVERY, ids=IDS)
def test_every_container_is_closed(name: str, template: dict[str, Any], container: dict[str, Any]) -> None:
    pod, own = template["spec"]["securityContext"], container["securityContext"]
    assert pod["runAsNonRoot"] is True and pod["seccompProfile"] == {"type": "RuntimeDefault"}
    assert f"{pod['runAsUser']}:{pod['runAsGroup']}" == container_kit.stages((container_kit.DOCKER / "Dockerfile").read_text())[
        "bindeledd"
    ].last("USER")
    assert own == {"allowPrivilegeEscalation": False, "readOnlyRootFilesystem": True, "capabilities": {"drop": ["ALL"]}}
    assert template["spec"]["automountServiceAccountToken"] is False and template["spec"]["enableServiceLinks"] is False
    assert {"cpu", "memory"} <= set(container["resources"]["requests"]) and "memory" in container["resources"]["limits"]
    named = {volume["name"] for volume in template["spec"].get("volumes", [])}
    assert {mount["name"] for mount in container.get("volumeMounts", [])} <= named
    if container["image"] == "bindeledd":
        assert "/tmp" in {mount["mountPath"] for mount in container["volumeMounts"]}  # noqa: S108


@pytest.mark.parametrize(("name", "template", "container"), EVERY, ids=IDS)
def test_every_command_and_setting_is_real(name: str, template: dict[str, Any], container: dict[str, Any]) -> None:
    if container["image"] == "bindeledd-pooler":
        assert "args" not in container and "envFrom" not in container
        return
    role, *rest = container["args"]
    assert role in production.ROLES and (role != "do" or rest[0] in verbs.VERBS)
    environ = _environment(container)
    assert set(environ) <= manifest_kit.known_settings()
    assert ("DATABASE_URL" in environ) == (container["name"] in OWNERS or name in OWNERS)
    read = config.read(environ)
    assert read.mode == "production" and read.edge.https and read.edge.proxies == 1


def test_the_probes_are_real_routes_and_the_ports_meet() -> None:
    house = build(config.read(_environment(of("Deployment")["web"]["spec"]["template"]["spec"]["containers"][0])), check=False)
    routes = {rule.rule for rule in house.url_map.iter_rules()}
    web = of("Deployment")["web"]["spec"]["template"]["spec"]["containers"][0]
    asked = {kind: web[kind]["httpGet"] for kind in ("startupProbe", "livenessProbe", "readinessProbe")}
    assert {each["path"] for each in asked.values()} <= routes and asked["readinessProbe"]["path"] == "/helse/klar"
    assert asked["livenessProbe"]["path"] == "/helse/live", "a database that is away must not kill the web"
    image = container_kit.stages((container_kit.DOCKER / "Dockerfile").read_text())
    assert str(web["ports"][0]["containerPort"]) == image["bindeledd"].last("EXPOSE")
    assert of("ConfigMap")["bindeledd"]["data"]["ROOMS_URL"].startswith(f"postgresql://pooler:{pooler.PORT}/")
    assert (
        of("Service")["pooler"]["spec"]["ports"][0]["port"]
        == pooler.PORT
        == of("Deployment")["pooler"]["spec"]["template"]["spec"]["containers"][0]["ports"][0]["containerPort"]
    )
    worker = of("Deployment")["worker"]["spec"]["template"]["spec"]["containers"][0]
    assert worker["livenessProbe"]["exec"]["command"][:3] == json.loads(image["bindeledd"].last("ENTRYPOINT"))
    assert worker["livenessProbe"]["exec"]["command"][3] in production.ROLES
    assert of("Deployment")["web"]["spec"]["template"]["metadata"]["annotations"]["prometheus.io/path"] in routes


def test_a_new_web_takes_over_only_when_it_is_ready_and_the_clock_is_one() -> None:
    deployments = of("Deployment")
    assert deployments["web"]["spec"]["strategy"]["rollingUpdate"] == {"maxUnavailable": 0, "maxSurge": 1}
    assert deployments["clock"]["spec"]["strategy"] == {"type": "Recreate"} and deployments["clock"]["spec"]["replicas"] == 1
    # A fixed number would be put back at every roll-out, against what is scaled.
    assert "replicas" not in deployments["web"]["spec"] and "replicas" not in deployments["worker"]["spec"]
    seconds = deployments["worker"]["spec"]["template"]["spec"]["terminationGracePeriodSeconds"]
    from saas import jobs

    assert seconds > jobs.SHORT, "a job may end what it has begun"


def test_what_scales_and_what_must_stay_up_is_there() -> None:
    deployments = of("Deployment")
    for name, scaler in of("HorizontalPodAutoscaler").items():
        assert (
            scaler["spec"]["scaleTargetRef"] == {"apiVersion": "apps/v1", "kind": "Deployment", "name": name}
            and name in deployments
        )
        assert 2 <= scaler["spec"]["minReplicas"] < scaler["spec"]["maxReplicas"]
    assert set(of("HorizontalPodAutoscaler")) == {"web", "worker"} and set(of("PodDisruptionBudget")) == {
        "web",
        "worker",
        "pooler",
    }
    for name, budget in of("PodDisruptionBudget").items():
        labels = deployments[name]["spec"]["template"]["metadata"]["labels"]
        assert set(budget["spec"]["selector"]["matchLabels"].items()) <= set(labels.items())
        spread = deployments[name]["spec"]["template"]["spec"]["topologySpreadConstraints"]
        assert all(set(each["labelSelector"]["matchLabels"].items()) <= set(labels.items()) for each in spread)
        assert {each["topologyKey"] for each in spread} == {"kubernetes.io/hostname", "topology.kubernetes.io/zone"}


def test_every_selector_finds_the_pods_it_means() -> None:
    for name, deployment in of("Deployment").items():
        labels = deployment["spec"]["template"]["metadata"]["labels"]
        assert deployment["spec"]["selector"]["matchLabels"] == labels and labels["app.kubernetes.io/component"] == name
    for name in ("web", "pooler"):
        assert of("Service")[name]["spec"]["selector"] == of("Deployment")[name]["spec"]["template"]["metadata"]["labels"]


def test_the_connections_of_a_full_house_fit_in_the_database() -> None:
    """Two poolers hold POOL_SIZE for each kind of room; PostgreSQL's own usual limit is 100, and the owner needs some too."""
    settings = {
        each["name"]: each["value"] for each in of("Deployment")["pooler"]["spec"]["template"]["spec"]["initContainers"][0]["env"]
    }
    most = len(config.ROOMS) * int(settings["POOL_SIZE"]) * (of("Deployment")["pooler"]["spec"]["replicas"])
    assert most <= 180, "raise max_connections in README.md too"


def test_nobody_comes_in_or_out_unless_it_says_so() -> None:
    policies = of("NetworkPolicy")
    assert policies["nobody"]["spec"] == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}
    parts = {template["metadata"]["labels"]["app.kubernetes.io/component"] for _, template, _ in PODS}
    to_database = policies["to-database"]["spec"]
    assert set(_components(to_database["podSelector"])) == {"pooler", "migrate", "upkeep"} <= parts
    assert (
        set(_components(policies["into-pooler"]["spec"]["ingress"][0]["from"][0]["podSelector"]))
        == {"web", "worker", "clock"}
        <= parts
    )
    assert set(_components(policies["to-pooler-and-queue"]["spec"]["podSelector"])) == {"web", "worker", "clock"}
    assert _components(policies["to-mail"]["spec"]["podSelector"]) == ["worker"]
    open_to_all = [
        name for name, each in policies.items() if each["spec"]["podSelector"] == {} and name not in ("nobody", "names")
    ]
    assert open_to_all == []
    world = policies["to-the-world"]["spec"]["egress"][0]
    assert world["ports"] == [{"protocol": "TCP", "port": 443}] and "169.254.0.0/16" in world["to"][0]["ipBlock"]["except"]


def test_the_way_in_is_by_tls_and_hides_what_is_for_operators() -> None:
    ingress = of("Ingress")["web"]
    host = ingress["spec"]["rules"][0]["host"]
    assert of("ConfigMap")["bindeledd"]["data"]["PUBLIC_URL"] == f"https://{host}" and host in ingress["spec"]["tls"][0]["hosts"]
    paths = {path["path"]: path["backend"]["service"]["name"] for path in ingress["spec"]["rules"][0]["http"]["paths"]}
    assert paths == {"/": "web", "/metrics": "nobody", "/helse": "nobody"} and set(paths.values()) <= set(of("Service"))
    hidden = of("Service")["nobody"]["spec"]["selector"]
    assert all(not set(hidden.items()) <= set(template["metadata"]["labels"].items()) for _, template, _ in PODS)


def test_the_migration_goes_first_and_is_told_how_in_the_readme() -> None:
    assert set(of("Job")) == {"migrate-0-1-0"} and all(each["kind"] != "Job" for each in manifests("house"))
    told = (KUBERNETES / "README.md").read_text()
    assert (
        told.index("kubectl apply -k infra/kubernetes/first")
        < told.index("kubectl -n bindeledd wait")
        < told.index("kubectl apply -k infra/kubernetes/house")
    )
    for secret, keys in SECRETS.items():
        assert all(key in told for key in (secret, *keys))


def test_no_secret_is_written_down() -> None:
    assert of("Secret") == {}
    named = {
        each["secretRef"]["name"] for _, _, container in EVERY for each in container.get("envFrom", []) if "secretRef" in each
    }
    assert named == set(SECRETS)


def _components(selector: dict[str, Any]) -> list[str]:
    if "matchLabels" in selector:
        return [selector["matchLabels"]["app.kubernetes.io/component"]]
    return list(selector["matchExpressions"][0]["values"])


def _environment(container: dict[str, Any]) -> dict[str, str]:
    environ: dict[str, str] = {}
    for each in container["envFrom"]:
        environ |= (
            of("ConfigMap")[each["configMapRef"]["name"]]["data"]
            if "configMapRef" in each
            else SECRETS[each["secretRef"]["name"]]
        )
    return environ | {each["name"]: each["value"] for each in container.get("env", [])}
