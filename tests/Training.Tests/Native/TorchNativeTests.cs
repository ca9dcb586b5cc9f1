using DetectionSdk.Tests;
using TorchSharp;

namespace DetectionSdk.Training.Tests;

public sealed class TorchNativeTests
{
    [Fact]
    public void Torch_computes_after_a_plain_build()
    {
        TorchNative.Require();
        using torch.Tensor sum = torch.ones(3).sum();
        Assert.Equal(3f, sum.item<float>());
    }

    [Fact]
    public void A_missing_library_is_named_with_the_package_that_brings_it()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The package is that of Linux.");
        string? cause = TorchNative.FindCause([Path.GetTempPath()]);
        Assert.Contains("is in none of", cause, StringComparison.Ordinal);
        Assert.Contains(
            $"dotnet package download libtorch-cpu-linux-x64@{TorchNative.Version} --output ", cause,
            StringComparison.Ordinal);
    }

    [Fact]
    public void The_version_that_is_fetched_is_the_one_that_is_built_with() => Assert.Contains(
        $"Include=\"libtorch-cpu-linux-x64\" Version=\"{TorchNative.Version}\"",
        File.ReadAllText(Repository.Path("Directory.Packages.props")), StringComparison.Ordinal);

    [Fact]
    public void A_library_that_the_system_refuses_is_named_with_the_systems_reason()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The file name is that of Linux.");
        string folder = Directory.CreateTempSubdirectory().FullName;
        string path = Path.Combine(folder, "libc10.so");
        File.WriteAllText(path, "not a library");
        string? cause = TorchNative.FindCause([folder]);
        Directory.Delete(folder, recursive: true);
        Assert.StartsWith($"'{path}' does not load: ", cause, StringComparison.Ordinal);
        Assert.Contains("file too short", cause, StringComparison.Ordinal);
    }

    [Fact]
    public void The_package_cache_is_not_patched()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only the Linux library is patched.");
        string output = Path.Combine(
            AppContext.BaseDirectory, "runtimes", "linux-x64", "native", "libLibTorchSharp.so");
        string packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        string? original = Directory.Exists(packages)
            ? Directory.EnumerateFiles(
                Path.Combine(packages, "torchsharp"), "libLibTorchSharp.so",
                SearchOption.AllDirectories).FirstOrDefault(path => path.Contains("0.107.0", StringComparison.Ordinal))
            : null;
        Assert.SkipWhen(original is null, "The package cache is elsewhere.");

        byte[] before = File.ReadAllBytes(original!);
        byte[] after = File.ReadAllBytes(output);
        int[] changed = [.. Enumerable.Range(0, before.Length).Where(i => before[i] != after[i])];
        Assert.Equal(before.Length, after.Length);
        Assert.Single(changed);
        Assert.Equal((0, 2), (before[changed[0]], after[changed[0]])); // VER_FLG_WEAK
    }
}
