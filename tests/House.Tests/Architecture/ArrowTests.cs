using System.Reflection;
using DetectionSdk.Tests;

namespace DetectionSdk.House.Tests.Architecture;

/// <summary>Who may know whom: the arrows of ARCHITECTURE.md, as the built assemblies show them.</summary>
public sealed class ArrowTests
{
    private const string Prefix = "DetectionSdk.";

    /// <summary>The libraries by name, each with those that it may reference.</summary>
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Imaging"] = [],
        ["Degradation"] = ["Imaging"],
        ["Detection"] = ["Imaging"],
        ["Onnx"] = ["Imaging"],
        ["Evaluation"] = ["Imaging", "Degradation", "Detection"],
        ["Studies"] = ["Imaging", "Degradation", "Detection", "Evaluation", "Onnx"],
        ["Training"] = ["Imaging", "Degradation", "Detection", "Evaluation", "Onnx"],
    };

    public static TheoryData<string> Libraries =>
        [.. Directory.GetDirectories(Repository.Path("src"))
            .Where(folder => Directory.GetFiles(folder, "*.csproj").Length > 0)
            .Select(folder => Path.GetFileName(folder)!).Where(name => name != "Cli")];

    [Theory]
    [MemberData(nameof(Libraries))]
    public void A_library_knows_only_those_below_it(string library)
    {
        Assert.True(Allowed.ContainsKey(library), $"{library} is new; give it its place among the arrows.");
        IEnumerable<string> known = Load(library).GetReferencedAssemblies()
            .Where(name => name.Name!.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(name => name.Name![Prefix.Length..]);
        Assert.Empty(known.Except(Allowed[library]));
    }

    [Theory]
    [InlineData("Detection")]
    [InlineData("Degradation")]
    [InlineData("Evaluation")]
    public void Detecting_and_measuring_reach_neither_torch_nor_protobuf(string library)
    {
        HashSet<string> closure = Closure(Load(library));
        Assert.Contains("OpenCvSharp", closure);
        Assert.DoesNotContain("TorchSharp", closure);
        Assert.DoesNotContain("Google.Protobuf", closure);
    }

    [Fact]
    public void Only_training_knows_torch_and_only_those_that_may_use_the_tools_of_onnx_know_protobuf()
    {
        Assert.Equal(["Training"], Referencing("TorchSharp"));
        Assert.Empty(Referencing("Google.Protobuf").Except(["Onnx", "Studies", "Training"]));
    }

    [Fact]
    public void Libraries_bring_no_native_packages()
    {
        string[] native = ["libtorch", "runtime.", "Microsoft.ML.OnnxRuntime\"", "Microsoft.ML.OnnxRuntime.Gpu"];
        foreach (string library in Libraries.Select(row => row.Data))
        {
            string project = File.ReadAllText(Repository.Path("src", library, $"{library}.csproj"));
            Assert.All(native, name => Assert.DoesNotContain($"Include=\"{name}", project, StringComparison.Ordinal));
        }
    }

    private static IEnumerable<string> Referencing(string package) =>
        Libraries.Select(row => row.Data)
            .Where(library => Load(library).GetReferencedAssemblies().Any(name => name.Name == package))
            .Order(StringComparer.Ordinal);

    private static Assembly Load(string library) => Assembly.Load(Prefix + library);

    private static HashSet<string> Closure(Assembly root)
    {
        HashSet<string> seen = [];
        Queue<Assembly> open = new([root]);
        while (open.TryDequeue(out Assembly? assembly))
        {
            if (!seen.Add(assembly.GetName().Name!)) continue;
            foreach (AssemblyName name in assembly.GetReferencedAssemblies()) open.Enqueue(Assembly.Load(name));
        }
        return seen;
    }
}
