using System.Text;
using OpenCvSharp;

namespace DetectionSdk.Tests.Models;

/// <summary>Weights in a file of their own lie beside the model, and are looked for nowhere else.</summary>
public sealed class ExternalDataTests : IDisposable
{
    private const string Beside = "weights.bin";

    private static readonly float[] Answer = [32, 32, 16, 16, 0.75f, 0];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void They_are_read_beside_the_model_whatever_the_working_directory_holds()
    {
        string path = _folder.Write("model.onnx", Model(Beside));
        _folder.Write(Beside, OnnxStub.Bytes(Answer));
        using Detector detector = Detector.Load(path);
        using Mat image = new(64, 64, MatType.CV_8UC3);
        Assert.Equal(new Rect2d(24, 24, 16, 16), Assert.Single(detector.Detect(image).Objects).Box);
    }

    [Fact]
    public void The_working_directory_is_not_looked_into()
    {
        string decoy = Path.Combine(Environment.CurrentDirectory, Beside);
        string path = _folder.Write("model.onnx", Model(Beside));
        File.WriteAllBytes(decoy, OnnxStub.Bytes(Answer));
        try
        {
            Assert.Contains(
                "is damaged or no ONNX model", Assert.Throws<ModelFormatException>(() => Detector.Load(path)).Message,
                StringComparison.Ordinal);
            Assert.Contains(
                "has external data; expected a model that is opened from its file",
                Assert.Throws<ModelFormatException>(() => Detector.Load(Model(Beside))).Message,
                StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(decoy);
        }
    }

    [Fact]
    public void Neither_a_parent_folder_nor_an_absolute_path_is_followed()
    {
        string outside = _folder.Write(Beside, OnnxStub.Bytes(Answer));
        foreach (string location in (string[])["../" + Beside, outside])
        {
            string path = _folder.Write("models/model.onnx", Model(location));
            Assert.Throws<ModelFormatException>(() => Detector.Load(path));
        }
    }

    // TensorProto: dims 1, data_type 2, name 8, external_data 13 (key 1, value 2), data_location 14 = external
    private static byte[] Model(string location)
    {
        byte[] entry = [0x0A, 8, .. "location"u8, 0x12, (byte)location.Length, .. Encoding.UTF8.GetBytes(location)];
        byte[] tensor = [8, 1, 8, 6, 8, 1, 16, 1, 0x42, 6, .. "answer"u8, 0x6A, (byte)entry.Length, .. entry, 0x70, 1];
        return OnnxStub.Model(
            [("images", OnnxStub.Float32, [1, 3, 64, 64])], ("output0", OnnxStub.Float32, [1, 6, 1]), [tensor],
            [OnnxStub.Node("Identity", ["answer"], ["output0"])],
            new Dictionary<string, string> { ["names"] = "['a', 'b']" });
    }
}
