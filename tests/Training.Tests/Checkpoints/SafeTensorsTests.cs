using System.Buffers.Binary;
using System.Text;
using DetectionSdk.Tests;
using TorchSharp;
using static TorchSharp.torch;

namespace DetectionSdk.Training.Tests;

public sealed class SafeTensorsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_type_shape_and_layout_comes_back_to_the_bit()
    {
        using DisposeScope scope = NewDisposeScope();
        Dictionary<string, Tensor> written = new()
        {
            ["weight"] = randn(3, 4, 5, 2),
            ["channels last"] = randn(2, 6, 4, 3).permute(0, 3, 1, 2),
            ["half"] = randn(7).to(ScalarType.BFloat16),
            ["counter"] = tensor(new[] { long.MinValue, 0, 42 }),
            ["pixels"] = tensor(new byte[] { 0, 127, 255 }),
            ["special"] = tensor(new[] { float.NaN, float.PositiveInfinity, -0f, float.Epsilon }),
            ["scalar"] = tensor(2.5f),
            ["empty"] = zeros(0, 3),
        };
        string path = _folder.File("a.safetensors");

        SafeTensors.Write(
            path, written, new Dictionary<string, string> { ["step"] = "12", ["classes"] = "[\"bus\", \"größe\"]" });
        using SafeTensorFile read = SafeTensors.Read(path);

        Assert.Equal(written.Keys.Order(), read.Tensors.Keys.Order());
        foreach ((string name, Tensor tensor) in written)
        {
            Assert.Equal(tensor.dtype, read.Tensors[name].dtype);
            Assert.Equal(tensor.shape, read.Tensors[name].shape);
            Assert.Equal(tensor.contiguous().bytes.ToArray(), read.Tensors[name].bytes.ToArray());
        }

        Assert.Equal(("12", "[\"bus\", \"größe\"]"), (read.Metadata["step"], read.Metadata["classes"]));
        Assert.Equal([path], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void The_layout_is_that_of_the_format()
    {
        using DisposeScope scope = NewDisposeScope();
        string path = _folder.File("a.safetensors");
        SafeTensors.Write(
            path,
            new Dictionary<string, Tensor> { ["b"] = tensor(new byte[] { 9 }), ["a"] = tensor(new[] { 1f, 2f }) });

        byte[] file = File.ReadAllBytes(path);
        int length = (int)BinaryPrimitives.ReadInt64LittleEndian(file);
        string header = Encoding.UTF8.GetString(file, 8, length);
        Assert.Equal(0, length % 8);
        Assert.Contains(
            "\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}", header, StringComparison.Ordinal);
        Assert.Contains(
            "\"b\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[8,9]}", header, StringComparison.Ordinal);
        Assert.Equal([0, 0, 128, 63, 0, 0, 0, 64, 9], file[(8 + length)..]);
    }

    [Fact]
    public void A_file_of_another_writer_is_read_without_checksum()
    {
        string path = Handmade(
            """{"x":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]}}  """, [0, 0, 128, 63, 0, 0, 0, 64]);
        using SafeTensorFile read = SafeTensors.Read(path);
        Assert.Equal([1f, 2f], read.Tensors["x"].data<float>().ToArray());
        Assert.Empty(read.Metadata);
    }

    [Theory]
    [InlineData("""{"x":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}}""", "tensor 'x' has type 'F64'")]
    [InlineData("""{"x":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}""", "cannot lie at bytes [0, 8)")]
    [InlineData("""{"x":{"dtype":"F32","shape":[-1,-2],"data_offsets":[0,8]}}""", "cannot lie")]
    [InlineData(
        """{"x":{"dtype":"U8","shape":[4],"data_offsets":[4,8]}}""", "begins at byte 4 of the values, expected 0")]
    [InlineData(
        """{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""",
        "holds 8 bytes of values, its header describes 4")]
    [InlineData(
        """{"x":{"dtype":"F32","shape":[9223372036854775807,9223372036854775807,9],"data_offsets":[0,8]}}""",
        "does not parse")]
    [InlineData("""{"x":{"dtype":"F32","shape":[0,9223372036854775807,9],"data_offsets":[0,0]}}""", "cannot lie")]
    [InlineData("""{"x":{"shape":[1],"data_offsets":[0,4]}}""", "does not parse")]
    [InlineData("""{"x":""", "does not parse")]
    [InlineData("""[1, 2, 3]""", "does not parse")]
    [InlineData(
        """{"x":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"x":{"dtype":"U8","shape":[4],"data_offsets":[4,8]}}""",
        "does not parse")]
    [InlineData(
        """{"__metadata__":{"step":"1","step":"2"},"x":{"dtype":"U8","shape":[8],"data_offsets":[0,8]}}""",
        "does not parse")]
    public void A_header_that_contradicts_itself_is_refused_with_the_reason(string header, string reason)
    {
        string path = Handmade(header, new byte[8]);
        InvalidDataException error = Assert.Throws<InvalidDataException>(() => SafeTensors.Read(path));
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_cut_anywhere_or_with_any_value_flipped_is_refused()
    {
        using DisposeScope scope = NewDisposeScope();
        string path = _folder.File("a.safetensors");
        SafeTensors.Write(path, new Dictionary<string, Tensor> { ["w"] = arange(64).to(ScalarType.Float32) });
        byte[] whole = File.ReadAllBytes(path);
        for (int length = 0; length < whole.Length; length += 7)
        {
            File.WriteAllBytes(path, whole[..length]);
            Assert.Throws<InvalidDataException>(() => SafeTensors.Read(path));
        }

        for (int at = whole.Length - 256; at < whole.Length; at += 13)
        {
            byte[] flipped = [.. whole];
            flipped[at] ^= 4;
            File.WriteAllBytes(path, flipped);
            Assert.Contains(
                "SHA-256", Assert.Throws<InvalidDataException>(() => SafeTensors.Read(path)).Message,
                StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(0x20)]
    public void A_header_with_any_byte_flipped_is_refused_or_says_the_same(byte flip)
    {
        using DisposeScope scope = NewDisposeScope();
        string path = _folder.File("a.safetensors");
        SafeTensors.Write(
            path,
            new Dictionary<string, Tensor>
            {
                ["weight"] = arange(6).to(ScalarType.Float32).view(2, 3),
                ["counter"] = tensor(new[] { 7L }),
                ["none"] = zeros(0, 3),
            },
            new Dictionary<string, string> { ["step"] = "12", ["best"] = "{\"Step\":10}" });
        string expected = Describe(path);
        byte[] whole = File.ReadAllBytes(path);
        int read = 0;
        for (int at = 0; at < 8 + BinaryPrimitives.ReadInt64LittleEndian(whole); at++)
        {
            byte[] flipped = [.. whole];
            flipped[at] ^= flip;
            File.WriteAllBytes(path, flipped);
            if (Record.Exception(() => Describe(path)) is { } error) Assert.IsType<InvalidDataException>(error);
            else Assert.Equal((expected, ++read), (Describe(path), read));
        }

        Assert.InRange(read, 0, "sha256-of-file".Length); // with another name for the checksum there is none to check
    }

    [Fact]
    public void A_checksum_of_the_values_alone_as_earlier_versions_wrote_it_is_checked()
    {
        const string header =
            """{"__metadata__":{"step":"3","sha256":"""
            + "\"9f64a747e1b97f131fabb6b447296c9b6f0201e79fb3c5356e6c77e89b6a806a\""
            + """},"x":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}""";
        using (SafeTensorFile read = SafeTensors.Read(Handmade(header, [1, 2, 3, 4]))) Assert.Equal(
            "3", read.Metadata["step"]);
        Assert.Contains(
            "SHA-256",
            Assert.Throws<InvalidDataException>(() => SafeTensors.Read(Handmade(header, [1, 2, 3, 5]))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Metadata_of_a_file_that_was_read_can_be_written_again()
    {
        using Tensor values = zeros(4), others = ones(4);
        string path = _folder.File("a.safetensors");
        SafeTensors.Write(
            path, new Dictionary<string, Tensor> { ["x"] = values }, new Dictionary<string, string> { ["step"] = "3" });
        using SafeTensorFile first = SafeTensors.Read(path);
        SafeTensors.Write(path, new Dictionary<string, Tensor> { ["x"] = others }, first.Metadata);
        using SafeTensorFile second = SafeTensors.Read(path);
        Assert.Equal(("3", 1f), (second.Metadata["step"], second.Tensors["x"][0].item<float>()));
    }

    [Fact]
    public void Random_bytes_never_crash_the_reader()
    {
        Random random = new(3);
        for (int i = 0; i < 300; i++)
        {
            byte[] bytes = new byte[random.Next(0, 200)];
            random.NextBytes(bytes);
            if (bytes.Length >= 8) BinaryPrimitives.WriteInt64LittleEndian(bytes, random.Next(0, bytes.Length));
            Assert.Throws<InvalidDataException>(() => SafeTensors.Read(_folder.Write("r.safetensors", bytes)));
        }
    }

    [Fact]
    public void A_type_that_the_writer_does_not_know_is_refused_by_name()
    {
        using Tensor doubles = zeros(2, dtype: ScalarType.Float64);
        ArgumentException error = Assert.Throws<ArgumentException>(() =>
            SafeTensors.Write(_folder.File("a"), new Dictionary<string, Tensor> { ["d"] = doubles }));
        Assert.Contains("Tensor 'd' has type Float64", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_failed_write_leaves_the_old_file_and_nothing_else()
    {
        using Tensor values = zeros(4);
        Dictionary<string, Tensor> tensors = new() { ["x"] = values };
        string path = _folder.File("a.safetensors");
        SafeTensors.Write(path, tensors);
        byte[] before = File.ReadAllBytes(path);
        string beyond = Path.Combine(path, "b.safetensors"); // its folder is a file

        IOException error = Assert.Throws<IOException>(() => SafeTensors.Write(beyond, tensors));

        Assert.Contains(beyond, error.Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(path));
        Assert.Equal([path], Directory.GetFiles(_folder.Path));
    }

    /// <summary>All that a file says, but for its checksum.</summary>
    private static string Describe(string path)
    {
        using SafeTensorFile file = SafeTensors.Read(path);
        return string.Join("; ", file.Tensors.OrderBy(named => named.Key, StringComparer.Ordinal)
            .Select(
                named =>
                    $"{named.Key} {named.Value.dtype} [{string.Join(", ", named.Value.shape)}] "
                    + $"{Convert.ToHexString(named.Value.bytes)}")
            .Append(file.Metadata["step"]).Append(file.Metadata["best"]));
    }

    private string Handmade(string header, byte[] values)
    {
        byte[] length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, Encoding.UTF8.GetByteCount(header));
        return _folder.Write("handmade.safetensors", [.. length, .. Encoding.UTF8.GetBytes(header), .. values]);
    }
}
