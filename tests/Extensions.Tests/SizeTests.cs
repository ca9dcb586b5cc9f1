using System.Runtime.CompilerServices;
using DetectionSdk.Degradation;
using DetectionSdk.Families;
using DetectionSdk.Streaming;
using DetectionSdk.Tests;

namespace DetectionSdk.Extensions.Tests;

/// <summary>What the extensions have in common: one of each, short, and nothing internal is seen.</summary>
public sealed class SizeTests
{
    public static TheoryData<Type> Seams =>
    [
        typeof(DetectorFamily), typeof(FrontEnd), typeof(TileRouter), typeof(VideoSource), typeof(EffectOptions),
        typeof(CustomStep),
    ];

    [Theory]
    [MemberData(nameof(Seams), DisableDiscoveryEnumeration = true)]
    public void There_is_one_of_each(Type seam) => Assert.Single(
        typeof(SizeTests).Assembly.GetTypes(), seam.IsAssignableFrom);

    // A class and its tests share a file, so that each class is shorter still.
    [Fact]
    public void Every_file_is_shorter_than_60_lines()
    {
        string[] files = Directory.GetFiles(Repository.Path("tests", "Extensions.Tests"), "Own*.cs");
        Assert.Equal(6, files.Length);
        Assert.All(files, file => Assert.InRange(File.ReadAllLines(file).Length, 1, 59));
    }

    [Theory]
    [MemberData(nameof(Seams), DisableDiscoveryEnumeration = true)]
    public void Nothing_internal_is_seen(Type seam) =>
        Assert.DoesNotContain(
            seam.Assembly.GetCustomAttributes(typeof(InternalsVisibleToAttribute), false),
            friend => ((InternalsVisibleToAttribute)friend).AssemblyName == typeof(SizeTests).Assembly.GetName().Name);
}
