using DetectionSdk.Models;

namespace DetectionSdk.Tests.Models;

public sealed class OperatorReaderTests : IDisposable
{
    private static readonly string[] Expected = ["Cast", "Conv", "Reshape"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_operators_of_a_graph_are_known_from_a_file_and_from_memory()
    {
        byte[] model = DetectorTests.CellMeans([1, 3, 64, 64]);
        using Detector fromMemory = Detector.Load(model);
        using Detector fromFile = Detector.Load(_folder.Write("model.onnx", model));
        Assert.Equal(Expected, fromMemory.Model.Signature.Operators.Order());
        Assert.Equal(Expected, fromFile.Model.Signature.Operators.Order());
    }

    // Field 1, 5 bytes: more than there are. Then end of a group, which ONNX does not have.
    [Fact]
    public void What_is_no_ONNX_file_has_none()
    {
        Assert.Empty(OperatorReader.Read(ModelSource.FromBytes([0x0A, 5, 1])));
        Assert.Empty(OperatorReader.Read(ModelSource.FromBytes([0x1C, 0, 1])));
    }
}
