using System.Reflection;
using TorchSharp;
using static TorchSharp.torch;

namespace DetectionSdk.Training.Tests;

public sealed class HeldScalarsTests
{
    private const BindingFlags Declared =
        BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic
        | BindingFlags.DeclaredOnly;

    [Fact]
    public void Nothing_in_the_library_passes_a_temporary_Scalar()
    {
        var finder = new TemporaryScalarFinder();
        IEnumerable<MethodBase> methods = typeof(AerisNetwork).Assembly.GetTypes()
            .SelectMany(type => type.GetMembers(Declared)).OfType<MethodBase>();
        Assert.Empty(methods.Select(finder.Find).OfType<string>());
    }

    [Theory]
    [InlineData(nameof(SumOfTensors))]
    [InlineData(nameof(NumberAsOperand))]
    public void Temporary_Scalars_are_found(string method) =>
        Assert.EndsWith(
            "temporary Scalar", new TemporaryScalarFinder().Find(typeof(HeldScalarsTests).GetMethod(method, Declared)!),
            StringComparison.Ordinal);

    [Fact]
    public void Temporary_Scalars_inside_TorchSharp_are_found() =>
        Assert.Equal(
            "BatchNorm.forward > temporary Scalar",
            new TemporaryScalarFinder().Find(typeof(TorchSharp.Modules.BatchNorm).GetMethod("forward")!));

    [Theory]
    [InlineData(nameof(HeldSum))]
    [InlineData(nameof(HeldForTheCall))]
    [InlineData(nameof(DifferenceOfTensors))]
    public void Held_Scalars_are_not(string method) =>
        Assert.Null(new TemporaryScalarFinder().Find(typeof(HeldScalarsTests).GetMethod(method, Declared)!));

    private static Tensor SumOfTensors(Tensor left, Tensor right) => left + right;

    private static Tensor NumberAsOperand(Tensor tensor) => tensor.mul(2f);

    private static Tensor HeldSum(Tensor left, Tensor right) => left.add(right, HeldScalars.One);

    private static Tensor HeldForTheCall(Tensor tensor, float factor)
    {
        using Scalar held = factor;
        return tensor.mul(held);
    }

    private static Tensor DifferenceOfTensors(Tensor left, Tensor right) => left - right;
}
