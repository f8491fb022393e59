//! User agents.

pub(crate) const SDKS: &[&str] = &[
    "Boto3/1.35.91 md/Botocore#1.35.91 ua/2.0 os/linux#5.10.230-245.916.amzn2.x86_64 \
     md/arch#x86_64 lang/python#3.12.8 md/pyimpl#CPython exec-env/AWS_Lambda_python3.12 \
     cfg/retry-mode#legacy Botocore/1.35.91",
    "aws-sdk-js/3.726.1 ua/2.1 os/linux#5.10.230-245.916.amzn2.aarch64 lang/js md/nodejs#20.18.1 \
     api/client#3.726.1 exec-env/AWS_Lambda_nodejs20.x",
    "aws-sdk-java/2.29.45 Linux/6.1.119-129.201.amzn2023.x86_64 \
     OpenJDK_64-Bit_Server_VM/21.0.5+11-LTS Java/21.0.5 vendor/Amazon.com_Inc. io/sync http/Apache \
     cfg/retry-mode/legacy",
    "aws-sdk-go-v2/1.32.7 ua/2.1 os/linux lang/go#1.23.4 md/GOOS#linux md/GOARCH#arm64 \
     api/service#1.0",
    "Boto3/1.34.162 md/Botocore#1.34.162 ua/2.0 os/linux#6.1.115-126.197.amzn2023.x86_64 \
     md/arch#x86_64 lang/python#3.11.10 md/pyimpl#CPython cfg/retry-mode#legacy Botocore/1.34.162",
    "aws-sdk-dotnet-coreclr/3.7.402.18 ua/2.0 os/linux#5.10.230 lang/.NET_Core#8.0.11 \
     md/aws-sdk-dotnet-core#3.7.400.63 cfg/retry-mode#legacy",
];

pub(crate) const SHORT: &[&str] = &[
    "Boto3/1.26.165 Python/3.10.6 Linux/5.19.0-46-generic Botocore/1.29.165",
    "aws-sdk-go/1.55.5 (go1.22.9; linux; amd64)",
    "aws-sdk-ruby3/3.214.0 ua/2.1 api/cloudwatch#1.108.0 os/linux lang/ruby#3.2.6",
    "Go-http-client/1.1",
    "Datadog",
    "python-requests/2.32.3",
];

pub(crate) const HOSTS: &[&str] = &[
    "aws-sdk-go/1.55.5 (go1.23.4; linux; amd64) amazon-ssm-agent/",
    "aws-cli/2.22.26 md/awscrt#0.23.4 ua/2.0 os/linux#6.1.119-129.201.amzn2023.x86_64 \
     md/arch#x86_64 lang/python#3.12.6 md/pyimpl#CPython cfg/retry-mode#standard \
     md/installer#exe md/prompt#off md/command#s3.cp",
    "aws-sdk-go-v2/1.32.7 ua/2.1 os/linux lang/go#1.23.4 md/GOOS#linux md/GOARCH#amd64 \
     exec-env/EC2 amazon-ecs-agent/1.89.2",
    "aws-sdk-go/1.51.16 (go1.22.2; linux; amd64) cloudwatch-agent/1.300049.1",
];

pub(crate) const CLUSTER: &[&str] = &[
    "aws-sdk-go/1.55.5 (go1.22.9; linux; amd64) amazon-vpc-cni-k8s/v1.19.0",
    "elbv2.k8s.aws/v2.11.0 aws-sdk-go-v2/1.32.5 ua/2.1 os/linux lang/go#1.22.8 md/GOOS#linux \
     md/GOARCH#amd64",
    "aws-sdk-go-v2/1.30.3 ua/2.1 os/linux lang/go#1.22.5 md/GOOS#linux md/GOARCH#amd64 \
     external-dns/v0.15.0",
    "aws-sdk-go-v2/1.32.6 ua/2.1 os/linux lang/go#1.23.3 md/GOOS#linux md/GOARCH#arm64 \
     karpenter.sh-1.1.1",
    "aws-ebs-csi-driver/v1.38.1 aws-sdk-go-v2/1.32.6 ua/2.1 os/linux lang/go#1.23.3",
];

pub(crate) const BUILD: &[&str] = &[
    "APN/1.0 HashiCorp/1.0 Terraform/1.10.3 (+https://www.terraform.io) \
     terraform-provider-aws/5.82.2 (+https://registry.terraform.io/providers/hashicorp/aws) \
     aws-sdk-go-v2/1.32.7 ua/2.1 os/linux lang/go#1.23.3 md/GOOS#linux md/GOARCH#amd64",
    "aws-cdk/2.174.1 aws-sdk-js/3.699.0 ua/2.1 os/linux#6.5.0 lang/js md/nodejs#20.18.1",
    "aws-cli/2.22.23 md/awscrt#0.23.4 ua/2.0 os/linux#6.5.0-1025-azure md/arch#x86_64 \
     lang/python#3.12.6 md/pyimpl#CPython cfg/retry-mode#standard md/installer#exe \
     md/prompt#off md/command#ecs.update-service",
];

pub(crate) const BROWSERS: &[&str] = &[
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) \
     Chrome/133.0.0.0 Safari/537.36",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) \
     Chrome/133.0.0.0 Safari/537.36 Edg/133.0.0.0",
    "Mozilla/5.0 (X11; Linux x86_64; rv:135.0) Gecko/20100101 Firefox/135.0",
    "AWS Internal",
];

/// A service names itself.
pub(crate) const SAME: &[&str] = &["<me.address>"];
